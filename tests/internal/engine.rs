//! The promises of the engine layer: one suite for both engines, and what only one of them has.

mod context;
mod credentials;
mod docker;
pub(crate) mod fixture;
mod simulated;
mod suite;

use fixture::{on_docker, on_simulated};

/// Runs each behaviour of the suite against both engines, as tests of their own.
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
    a_container_lives_and_goes,
    lists_find_by_label_and_tell_enough,
    a_name_is_given_once,
    names_are_exact,
    a_missing_image_is_its_own_failure,
    ports_are_published_and_read_back,
    a_port_of_another_container_is_taken,
    a_port_of_another_program_is_taken,
    the_engine_picks_a_port,
    a_container_that_ends_at_once_tells_why,
    a_command_that_cannot_run_is_its_own_failure,
    health_is_found_out,
    logs_are_kept_and_followed,
    commands_run_in_containers,
    commands_read_and_write_as_they_go,
    files_are_placed_before_the_start,
    files_that_cannot_be_placed_leave_nothing_behind,
    networks_are_made_once,
    containers_keep_the_addresses_they_are_given,
    addresses_are_given_on_networks_made_for_it_only,
    containers_share_a_network_namespace,
    volumes_are_made_once,
    containers_are_renamed,
    running_containers_are_removed_by_force_only,
    events_tell_what_happens,
    senseless_requests_are_refused,
    containers_come_back_when_told_to,
    an_engine_can_be_copied_into_memory,
    paused_containers_are_resumed,
    limits_are_read_and_changed,
    containers_leave_networks_and_come_back,
    images_are_listed_with_their_names,
    volumes_of_images_are_told_and_taken_over,
    health_checks_are_told,
}
