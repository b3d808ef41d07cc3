output "function_arn" {
  value = aws_lambda_function.logferry.arn
}

output "role_arn" {
  description = "Domains and collections must let it in, too."
  value       = aws_iam_role.function.arn
}

output "failed_events_url" {
  description = "Events that are tried again."
  value       = aws_sqs_queue.failed_events.url
}

output "dead_events_url" {
  description = "Events that were given up."
  value       = aws_sqs_queue.dead_events.url
}
