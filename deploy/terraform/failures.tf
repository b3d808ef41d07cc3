# Where an event goes that failed three times: into a queue which the function reads again and again, so that an outage of hours heals by
# itself; then into one that only a person empties.

resource "aws_sqs_queue" "dead_events" {
  name_prefix               = "${var.name}-dead-events-"
  message_retention_seconds = 1209600
  kms_master_key_id         = var.kms_key_arn
}

resource "aws_sqs_queue" "failed_events" {
  name_prefix                = "${var.name}-failed-events-"
  message_retention_seconds  = 1209600
  visibility_timeout_seconds = 5400
  kms_master_key_id          = var.kms_key_arn
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_events.arn, maxReceiveCount = 24 })
}

resource "aws_lambda_function_event_invoke_config" "on_failure" {
  function_name                = aws_lambda_function.logferry.function_name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 21600

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed_events.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "failed_events" {
  function_name           = aws_lambda_function.logferry.arn
  event_source_arn        = aws_sqs_queue.failed_events.arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 2
  }
}
