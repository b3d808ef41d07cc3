variable "name" {
  description = "Name of the function."
  type        = string
  default     = "logferry"
}

variable "zip" {
  description = "Path of the zip that `logferry package` made."
  type        = string
}

variable "rights" {
  description = "What the role may do, as `logferry package` says it: resources hold {partition}, {region} and {account}."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default = []
}

variable "environment" {
  description = "Variables of the function that are no secrets."
  type        = map(string)
  default     = {}
}

variable "secret_environment" {
  description = "Variables that lead to secrets. Better a reference to a store, such as $${ssm:/path}, in the config."
  type        = map(string)
  default     = {}
  sensitive   = true
}

variable "log_group_names" {
  description = "Log groups to subscribe: one filter each, of the two that AWS allows."
  type        = list(string)
  default     = []
}

variable "stream_arns" {
  description = "Kinesis streams to read."
  type        = list(string)
  default     = []
}

variable "bucket_names" {
  description = "Buckets that may call the function. Their notification is yours to set."
  type        = list(string)
  default     = []
}

variable "schedules" {
  description = "When each snapshot is posted, by its name: { morning = \"cron(0 8 * * ? *)\" }."
  type        = map(string)
  default     = {}
}

variable "memory_mb" {
  description = "Memory of the function; its CPU grows with it."
  type        = number
  default     = 512
}

variable "timeout_seconds" {
  description = "How long one invocation may take."
  type        = number
  default     = 120
}

variable "log_retention_days" {
  description = "How long the own log of the function is kept."
  type        = number
  default     = 30
}

variable "alarm_topic_arn" {
  description = "The SNS topic that alarms go to. Null: they only change their state."
  type        = string
  default     = null
}

variable "quiet_hours" {
  description = "An alarm goes off when no event has come for so many hours."
  type        = number
  default     = 6
}

variable "lag_ms" {
  description = "An alarm goes off when events are older than this when they are read."
  type        = number
  default     = 900000
}

variable "kms_key_arn" {
  description = "A key of your own for the function's variables and its queues. Null: keys of AWS."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = "Subnets, where the destinations are in a VPC."
  type        = list(string)
  default     = []
}

variable "security_group_ids" {
  description = "Security groups in that VPC."
  type        = list(string)
  default     = []
}
