//! A stable merge sort whose comparison may fail.

use std::cmp::Ordering;

use crate::runtime::value::fault::Outcome;

/// Longest run that is sorted by insertion.
const RUN: usize = 8;

/// Sorts indices `0..len` by a comparison that may fail; equal ones keep their order.
pub(super) fn sorted_indices(
    len: usize,
    mut compare: impl FnMut(usize, usize) -> Outcome<Ordering>,
) -> Outcome<Vec<usize>> {
    let mut indices: Vec<usize> = (0..len).collect();
    for run in indices.chunks_mut(RUN) {
        insertion(run, &mut compare)?;
    }
    let mut width = RUN;
    while width < len {
        let mut merged = Vec::with_capacity(len);
        for pair in indices.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            merge(left, right, &mut merged, &mut compare)?;
        }
        indices = merged;
        width *= 2;
    }
    Ok(indices)
}

fn insertion(
    run: &mut [usize],
    compare: &mut impl FnMut(usize, usize) -> Outcome<Ordering>,
) -> Outcome<()> {
    for end in 1..run.len() {
        let mut at = end;
        while at > 0 && compare(run[at], run[at - 1])? == Ordering::Less {
            run.swap(at, at - 1);
            at -= 1;
        }
    }
    Ok(())
}

fn merge(
    mut left: &[usize],
    mut right: &[usize],
    into: &mut Vec<usize>,
    compare: &mut impl FnMut(usize, usize) -> Outcome<Ordering>,
) -> Outcome<()> {
    while let ([l, more_left @ ..], [r, more_right @ ..]) = (left, right) {
        if compare(*r, *l)? == Ordering::Less {
            into.push(*r);
            right = more_right;
        } else {
            into.push(*l);
            left = more_left;
        }
    }
    into.extend_from_slice(left);
    into.extend_from_slice(right);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_stably_and_passes_failures_on() {
        let keys: Vec<u32> = (0..1000).map(|i| i * 7919 % 13).collect();
        let order = sorted_indices(keys.len(), |a, b| Ok(keys[a].cmp(&keys[b]))).expect("sorts");
        assert!(order.windows(2).all(|w| (keys[w[0]], w[0]) < (keys[w[1]], w[1])));
        let failing = sorted_indices(2, |_, _| {
            Err(crate::runtime::value::fault::Fault::type_error("no order"))
        });
        assert!(failing.is_err());
    }
}
