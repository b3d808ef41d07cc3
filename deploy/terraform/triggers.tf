resource "aws_lambda_permission" "logs" {
  for_each       = toset(var.log_group_names)
  function_name  = aws_lambda_function.logferry.function_name
  action         = "lambda:InvokeFunction"
  principal      = "logs.amazonaws.com"
  source_account = local.account
  source_arn     = "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${each.value}:*"
}

resource "aws_cloudwatch_log_subscription_filter" "logs" {
  for_each        = toset(var.log_group_names)
  name            = var.name
  log_group_name  = each.value
  filter_pattern  = ""
  destination_arn = aws_lambda_function.logferry.arn
  depends_on      = [aws_lambda_permission.logs]
}

# A record that fails is parted from the others, tried for a week at most, and then named in the queue of dead events.
resource "aws_lambda_event_source_mapping" "streams" {
  for_each                           = toset(var.stream_arns)
  function_name                      = aws_lambda_function.logferry.arn
  event_source_arn                   = each.value
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = 100
  maximum_batching_window_in_seconds = 5
  bisect_batch_on_function_error     = true
  maximum_retry_attempts             = 1000
  maximum_record_age_in_seconds      = 604800
  function_response_types            = ["ReportBatchItemFailures"]

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.dead_events.arn
    }
  }
}

resource "aws_lambda_permission" "buckets" {
  for_each       = toset(var.bucket_names)
  function_name  = aws_lambda_function.logferry.function_name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_account = local.account
  source_arn     = "arn:${local.partition}:s3:::${each.value}"
}

resource "aws_cloudwatch_event_rule" "snapshots" {
  for_each            = var.schedules
  name_prefix         = "${var.name}-${each.key}-"
  schedule_expression = each.value
}

resource "aws_cloudwatch_event_target" "snapshots" {
  for_each = var.schedules
  rule     = aws_cloudwatch_event_rule.snapshots[each.key].name
  arn      = aws_lambda_function.logferry.arn
  # Sent again, it asks for the same minute, so that nothing is posted twice.
  input_transformer {
    input_paths    = { time = "$.time" }
    input_template = "{\"snapshot\": ${jsonencode(each.key)}, \"time\": <time>}"
  }
}

resource "aws_lambda_permission" "snapshots" {
  for_each      = var.schedules
  function_name = aws_lambda_function.logferry.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.snapshots[each.key].arn
}
