# What someone should look at, each with what to look for.

locals {
  alarms = {
    errors = {
      says       = "Invocations fail for a quarter of an hour: a destination is down, or the config is wrong. Their messages say which."
      namespace  = "AWS/Lambda"
      metric     = "Errors"
      dimensions = { FunctionName = aws_lambda_function.logferry.function_name }
      statistic  = "Sum"
      periods    = 3
      above      = 0
    }
    rejected = {
      says       = "Records were refused, and are in the dead letter: see why, mend it, then logferry replay."
      namespace  = "logferry"
      metric     = "EventsRejected"
      dimensions = { Function = var.name }
      statistic  = "Sum"
      periods    = 1
      above      = 0
    }
    lag = {
      says       = "Events are old when they are read: the function is throttled, too slow, or an outage is being caught up."
      namespace  = "logferry"
      metric     = "Lag"
      dimensions = { Function = var.name }
      statistic  = "Maximum"
      periods    = 3
      above      = var.lag_ms
    }
    failed-events = {
      says       = "Events wait in the queue of failed events for more than an hour: an outage goes on."
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      dimensions = { QueueName = aws_sqs_queue.failed_events.name }
      statistic  = "Maximum"
      periods    = 1
      above      = 3600
    }
    dead-events = {
      says       = "Events were given up. They lie in the queue of dead events for two weeks: logferry replay takes them."
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      dimensions = { QueueName = aws_sqs_queue.dead_events.name }
      statistic  = "Maximum"
      periods    = 1
      above      = 0
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "alarms" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.says
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = each.value.periods
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.above
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.actions
}

resource "aws_cloudwatch_metric_alarm" "quiet" {
  alarm_name          = "${var.name}-quiet"
  alarm_description   = "No event has come for hours: is the log still exported, and the log group still subscribed?"
  namespace           = "AWS/Lambda"
  metric_name         = "Invocations"
  dimensions          = { FunctionName = aws_lambda_function.logferry.function_name }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = var.quiet_hours
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = local.actions
}
