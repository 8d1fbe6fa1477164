//! Every rule: one file each, one word here. A test holds folders, this list and the catalogue together.

pub mod bindings;
pub mod core_module;
pub mod diagnostics;
pub mod exposure;
pub mod hosting;
pub mod hygiene;
pub mod iis_validity;
pub mod ineffective;
pub mod published;
pub mod secrets;
pub mod transforms;
pub mod xml_form;

use crate::Rule;

/// The rules that are implemented, by code.
pub static RULES: &[&Rule] = &[
    &xml_form::xml_not_well_formed::RULE,
    &xml_form::wrong_root_element::RULE,
    &xml_form::encoding_mismatch::RULE,
    &xml_form::dtd_or_external_entity::RULE,
    &xml_form::config_file_misnamed::RULE,
    &xml_form::merge_conflict_or_editor_residue::RULE,
    &xml_form::duplicate_section_element::RULE,
    &xml_form::file_unreadable::RULE,
    &xml_form::file_too_large::RULE,
    &iis_validity::unknown_section_or_element::RULE,
    &iis_validity::unknown_attribute::RULE,
    &iis_validity::element_or_attribute_case::RULE,
    &iis_validity::invalid_typed_value::RULE,
    &iis_validity::missing_required_attribute::RULE,
    &iis_validity::duplicate_collection_key::RULE,
    &iis_validity::section_locked::RULE,
    &iis_validity::section_not_allowed_here::RULE,
    &iis_validity::remove_without_target::RULE,
    &iis_validity::unresolved_token::RULE,
    &iis_validity::location_path_not_found::RULE,
    &iis_validity::handler_references_missing_module::RULE,
    &iis_validity::config_section_redeclared::RULE,
    &iis_validity::newer_schema_than_target::RULE,
    &iis_validity::config_source_broken::RULE,
    &iis_validity::location_attributes_conflict::RULE,
    &iis_validity::unknown_precondition::RULE,
    &iis_validity::lock_names_unknown::RULE,
    &iis_validity::stray_text::RULE,
    &core_module::aspnetcore_handler_missing::RULE,
    &core_module::process_path_missing_or_empty::RULE,
    &core_module::arguments_missing_for_dotnet::RULE,
    &core_module::hosting_model_invalid::RULE,
    &core_module::launcher_placeholder_published::RULE,
    &core_module::hosting_model_implicit::RULE,
    &core_module::inprocess_with_module_v1::RULE,
    &core_module::inprocess_on_net_framework::RULE,
    &core_module::hosting_model_property_mismatch::RULE,
    &core_module::setting_has_no_effect_in_this_model::RULE,
    &core_module::stack_size_looks_decimal::RULE,
    &core_module::unknown_handler_setting::RULE,
    &core_module::environment_variable_collection_misuse::RULE,
    &core_module::webdav_intercepts_verbs::RULE,
    &core_module::server_urls_ignored_behind_module::RULE,
    &core_module::module_owned_variable_set::RULE,
    &core_module::inprocess_process_path_not_exe::RULE,
    &core_module::forward_slash_or_rooted_process_path::RULE,
    &core_module::handler_verb_or_path_narrowed::RULE,
    &core_module::shutdown_limit_shorter_than_work::RULE,
    &core_module::hosting_startup_assemblies_in_config::RULE,
    &core_module::startup_time_limit_zero::RULE,
    &core_module::several_processes_per_application::RULE,
    &core_module::shutdown_delay_invalid::RULE,
    &core_module::shadow_copy_conflict::RULE,
    &hosting::subapp_duplicates_core_handler::RULE,
    &hosting::non_core_subapp_inherits_handler::RULE,
    &hosting::location_wrapper_missing::RULE,
    &hosting::pool_undefined_or_unused::RULE,
    &bindings::top_level_wildcard_binding::RULE,
    &bindings::public_suffix_wildcard_host::RULE,
    &bindings::ip_bound_catch_all::RULE,
    &bindings::wildcard_not_leftmost_label::RULE,
    &bindings::duplicate_binding_across_sites::RULE,
    &bindings::malformed_binding_information::RULE,
    &bindings::https_host_without_sni::RULE,
    &exposure::publish_folder_without_web_config::RULE,
    &exposure::static_handler_reaches_content_root::RULE,
    &exposure::hidden_segments_weakened::RULE,
    &exposure::denied_extensions_weakened::RULE,
    &exposure::mime_map_opens_sensitive_type::RULE,
    &exposure::directory_browsing_enabled::RULE,
    &secrets::encrypted_section_broken::RULE,
    &diagnostics::development_environment_deployed::RULE,
    &diagnostics::detailed_errors_variable::RULE,
    &diagnostics::stdout_log_enabled::RULE,
    &diagnostics::stdout_log_path_problem::RULE,
    &diagnostics::module_debug_log_enabled::RULE,
    &diagnostics::http_errors_detailed::RULE,
    &diagnostics::http_errors_swallow_app_responses::RULE,
    &diagnostics::error_page_path_invalid::RULE,
    &ineffective::classic_handlers_in_integrated_mode::RULE,
    &ineffective::http_platform_handler::RULE,
    &ineffective::module_v1_handler::RULE,
    &transforms::xdt_not_run_when_transform_disabled::RULE,
    &transforms::config_name_case::RULE,
    &transforms::sdk_writes_into_wrong_location::RULE,
    &transforms::project_not_web_sdk::RULE,
    &transforms::transform_disabled_needs_manual_values::RULE,
    &transforms::xdt_attributes_in_deployed_file::RULE,
    &published::process_target_missing::RULE,
    &published::runtimeconfig_missing::RULE,
    &published::self_contained_vs_dotnet::RULE,
    &published::inprocess_request_handler_missing::RULE,
    &published::app_offline_left_behind::RULE,
    &published::app_offline_misnamed::RULE,
    &published::multiple_apps_in_one_folder::RULE,
    &published::xml_doc_published::RULE,
    &published::pdb_published::RULE,
    &published::logs_or_keys_in_package::RULE,
    &published::web_config_read_only_or_locked::RULE,
    &hygiene::unused_suppression::RULE,
    &hygiene::suppression_without_reason::RULE,
    &hygiene::unknown_rule_in_suppression::RULE,
];

/// The rule with this code.
pub fn rule_of(code: &str) -> Option<&'static Rule> {
    RULES.binary_search_by(|rule| rule.code.cmp(code)).ok().and_then(|at| RULES.get(at)).copied()
}
