//! The behaviour of the engine layer: one suite for both engines, and tests of what only one of
//! them has.

mod context;
mod credentials;
mod docker;
pub(crate) mod fixture;
mod simulated;
mod suite;

use fixture::{on_docker, on_simulated};

/// Runs each test of the suite against both engines, as a test of its own for each.
macro_rules! behaviours {
    ($($behaviour:ident),+ $(,)?) => {
        mod in_memory {
            $(#[test] fn $behaviour() { super::on_simulated(super::suite::$behaviour); })+
        }
        mod real {
            $(#[test] fn $behaviour() { super::on_docker(super::suite::$behaviour); })+
        }
    };
}

behaviours! {
    a_container_is_created_started_stopped_and_removed,
    lists_are_filtered_by_label_and_have_the_needed_fields,
    a_name_can_be_used_once,
    names_are_exact,
    a_missing_image_has_its_own_error,
    ports_are_published_and_read_back,
    a_port_of_another_container_is_taken,
    a_port_of_another_program_is_taken,
    the_engine_picks_a_port,
    a_container_that_ends_at_once_has_an_exit_code,
    a_command_that_cannot_run_has_its_own_error,
    health_checks_are_run,
    logs_are_kept_and_followed,
    commands_run_in_containers,
    commands_read_and_write_while_running,
    files_are_placed_before_the_start,
    files_that_cannot_be_placed_leave_nothing_behind,
    networks_are_made_once,
    containers_keep_the_addresses_they_are_given,
    addresses_are_given_on_networks_made_for_it_only,
    containers_share_a_network_namespace,
    images_are_made_of_files,
    volumes_are_made_once,
    containers_are_renamed,
    running_containers_are_removed_by_force_only,
    events_report_changes,
    invalid_requests_are_refused,
    restart_policies_are_followed,
    an_engine_can_be_copied_into_memory,
    paused_containers_are_resumed,
    limits_are_read_and_changed,
    containers_are_disconnected_and_connected_again,
    images_are_listed_with_their_names,
    image_volumes_are_listed_and_reused,
    health_checks_are_inspected,
}
