terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40"
    }
  }
}

data "aws_partition" "here" {}
data "aws_region" "here" {}
data "aws_caller_identity" "here" {}

locals {
  partition = data.aws_partition.here.partition
  region    = data.aws_region.here.name
  account   = data.aws_caller_identity.here.account_id
  actions   = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
  rights = [
    for right in var.rights : {
      Effect = "Allow"
      Action = right.actions
      Resource = [
        for resource in right.resources :
        replace(replace(replace(resource, "{partition}", local.partition), "{region}", local.region), "{account}", local.account)
      ]
    }
  ]
}

resource "aws_cloudwatch_log_group" "own" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "function" {
  name_prefix = "${var.name}-"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "function" {
  role = aws_iam_role.function.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${aws_cloudwatch_log_group.own.arn}:*"] },
        {
          Effect   = "Allow"
          Action   = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
          Resource = [aws_sqs_queue.failed_events.arn]
        },
      ],
      length(var.stream_arns) == 0 ? [] : [
        {
          Effect   = "Allow"
          Action   = ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStreamSummary", "kinesis:ListShards"]
          Resource = var.stream_arns
        },
        { Effect = "Allow", Action = ["sqs:SendMessage"], Resource = [aws_sqs_queue.dead_events.arn] },
      ],
      var.kms_key_arn == null ? [] : [
        { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = [var.kms_key_arn] },
      ],
      local.rights,
    )
  })
}

resource "aws_iam_role_policy_attachment" "vpc" {
  count      = length(var.subnet_ids) == 0 ? 0 : 1
  role       = aws_iam_role.function.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_lambda_function" "logferry" {
  function_name    = var.name
  description      = "Ferries database logs to their sinks."
  filename         = var.zip
  source_code_hash = filebase64sha256(var.zip)
  handler          = "index.handler"
  runtime          = "nodejs22.x"
  architectures    = ["arm64"]
  role             = aws_iam_role.function.arn
  memory_size      = var.memory_mb
  timeout          = var.timeout_seconds
  kms_key_arn      = var.kms_key_arn

  environment {
    variables = merge(var.environment, var.secret_environment)
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.own.name
  }

  dynamic "vpc_config" {
    for_each = length(var.subnet_ids) == 0 ? [] : [true]
    content {
      subnet_ids         = var.subnet_ids
      security_group_ids = var.security_group_ids
    }
  }
}
