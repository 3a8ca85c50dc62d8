//! The values that a plan shows: the settings of a container that would be created, and the variables that would change.
//!
//! Labels and records have only digests of variables. Their values come from the inspection of the present container and from the
//! specification of the planned one, and secret ones are masked here.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diag::mask::{MASK, SecretValues, suggests_secret};
use crate::engine::{ContainerSpec, EnvVar};
use crate::hosts::{Deployed, Difference};

/// Fields of a fingerprint that the plan shows elsewhere.
const SHOWN_ELSEWHERE: &[&str] = &["image", "host"];

/// A setting of a container, as `memory` or `env.MODE`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PlannedSetting {
    /// The field.
    pub field: String,
    /// Its value; secrets are masked.
    pub value: String,
}

/// What is known of the containers on both sides of a plan.
#[derive(Debug, Default)]
pub(crate) struct PlanValues {
    /// The values of variables, by the engine's id of the container.
    variables: BTreeMap<String, BTreeMap<String, String>>,
    /// The sizes of files by path, by the same id.
    files: BTreeMap<String, BTreeMap<String, usize>>,
    secrets: SecretValues,
}

impl PlanValues {
    /// Nothing is known yet; these secrets are masked.
    #[must_use]
    pub(crate) fn masking(secrets: SecretValues) -> Self {
        Self { secrets, ..Self::default() }
    }

    /// Adds what the inspection of a present container says.
    pub(crate) fn add_present(&mut self, id: &str, variables: &[EnvVar]) {
        // The record of a simulated engine has no values.
        let known = variables.iter().filter(|var| !var.value.is_empty());
        let known = known.map(|var| (var.name.clone(), var.value.clone())).collect();
        self.variables.insert(id.to_owned(), known);
    }

    /// Adds the specification of a planned container.
    pub(crate) fn add_planned(&mut self, id: &str, spec: &ContainerSpec) {
        let variables = spec.env.iter().map(|var| (var.name.clone(), var.value.clone()));
        self.variables.insert(id.to_owned(), variables.collect());
        let files = spec.files.iter().map(|file| (file.path.clone(), file.content.len()));
        self.files.insert(id.to_owned(), files.collect());
    }

    /// The settings of a container that would be created.
    pub(super) fn settings(&self, desired: &Deployed) -> Vec<PlannedSetting> {
        let fields = desired.fingerprint.fields.iter();
        let fields = fields.filter(|(field, _)| !SHOWN_ELSEWHERE.contains(&&***field));
        let mut settings: Vec<PlannedSetting> = fields
            .map(|(field, value)| PlannedSetting {
                field: field.clone(),
                value: self
                    .size(desired, field)
                    .or_else(|| self.value(desired, field))
                    .unwrap_or_else(|| self.masked(value)),
            })
            .collect();
        let published = desired.ports.iter().filter_map(|port| {
            let field = format!("published.{}/{}", port.port, port.protocol.name());
            Some(PlannedSetting { field, value: port.published?.to_string() })
        });
        settings.extend(published);
        settings
    }

    /// Completes a difference with the values of variables, and masks secrets in all others.
    pub(super) fn complete(
        &self,
        found: Difference,
        before: &Deployed,
        after: &Deployed,
    ) -> Difference {
        let Difference { field, from, to } = found;
        let shown = |side: &Deployed, known: Option<String>| {
            let value = known.as_deref()?;
            Some(self.value(side, &field).unwrap_or_else(|| self.masked(value)))
        };
        let (from, to) = (shown(before, from), shown(after, to));
        Difference { field, from, to }
    }

    /// The size of a file, whose content is not shown.
    fn size(&self, container: &Deployed, field: &str) -> Option<String> {
        let path = field.strip_prefix("file.")?;
        let size = self.files.get(&container.id)?.get(path)?;
        Some(format!("{size} bytes"))
    }

    /// The value of a variable, of which a fingerprint only has a digest; that of a file stays masked.
    fn value(&self, container: &Deployed, field: &str) -> Option<String> {
        if field.starts_with("file.") {
            return Some(MASK.to_owned());
        }
        let name = field.strip_prefix("env.")?;
        let value = self.variables.get(&container.id).and_then(|known| known.get(name));
        Some(match value {
            Some(value) if !suggests_secret(name) => {
                self.secrets.add_variable(name, value);
                self.masked(value)
            }
            _ => MASK.to_owned(),
        })
    }

    fn masked(&self, value: &str) -> String {
        self.secrets.mask(value).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hosts::fingerprint::Fingerprint;

    fn deployed(id: &str, fields: &[(&str, &str)]) -> Deployed {
        let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let fingerprint = Fingerprint { fields: fields.collect(), ..Fingerprint::default() };
        Deployed { id: id.into(), fingerprint, ..Deployed::default() }
    }

    #[test]
    fn variables_have_their_values_unless_they_are_secret() {
        let mut values = PlanValues::masking(SecretValues::default());
        let env = [
            EnvVar::new("MODE", "test"),
            EnvVar::new("DB_PASSWORD", "x"),
            EnvVar::new("URL", "http://u:hidden@db/"),
        ];
        values.add_planned("1", &ContainerSpec { env: env.to_vec(), ..ContainerSpec::default() });
        let fields = [
            ("env.DB_PASSWORD", "12"),
            ("env.MODE", "34"),
            ("env.URL", "56"),
            ("image", "redis"),
            ("memory", "7"),
        ];
        let shown = values.settings(&deployed("1", &fields));
        let shown: Vec<String> = shown.iter().map(|s| format!("{}={}", s.field, s.value)).collect();
        let expected =
            ["env.DB_PASSWORD=***", "env.MODE=test", "env.URL=http://u:***@db/", "memory=7"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn values_that_nobody_knows_are_masked() {
        let mut values = PlanValues::masking(SecretValues::default());
        values.add_present("1", &[EnvVar::new("A", "")]);
        values.add_planned(
            "2",
            &ContainerSpec { env: vec![EnvVar::new("A", "new")], ..ContainerSpec::default() },
        );
        let found =
            Difference { field: "env.A".into(), from: Some("x".into()), to: Some("y".into()) };
        let shown = values.complete(found, &deployed("1", &[]), &deployed("2", &[]));
        assert_eq!(shown.to_string(), "env.A: changed to new");
    }
}
