//! Bindings and host names: group 04.

pub mod allowed_hosts_open;
pub mod duplicate_binding_across_sites;
pub mod https_host_without_sni;
pub mod ip_bound_catch_all;
pub mod malformed_binding_information;
pub mod public_suffix_wildcard_host;
pub mod server_url_wildcard;
pub mod top_level_wildcard_binding;
pub mod urlacl_wildcard;
pub mod wildcard_not_leftmost_label;
