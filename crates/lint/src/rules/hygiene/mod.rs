//! Group 19: what is wrong with suppressions and settings.

pub mod suppression_without_reason;
pub mod unknown_rule_in_suppression;
pub mod unused_suppression;
