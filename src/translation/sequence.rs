//! Two sequences go in; the best pairing that keeps their order comes out, or what one has beyond the other.

/// Most cells that are looked at in full; of longer sequences only a band round the diagonal is.
const CELLS_MAX: usize = 1 << 18;

/// Least half width of that band.
const BAND_MIN: usize = 48;

/// Pairs `0..left` with `0..right` in order, so that the sum of scores is greatest (Needleman–Wunsch); leaving an element alone adds `gap`,
/// and `score` gives nothing for elements that must not be paired. Among equals, pairing wins over leaving alone. Work is linear for long sequences.
pub(crate) fn pair_in_order(
    left: usize,
    right: usize,
    gap: i32,
    score: impl Fn(usize, usize) -> Option<i32>,
) -> Vec<(usize, usize)> {
    if left == 0 || right == 0 {
        return Vec::new();
    }
    let half = match left.saturating_mul(right) <= CELLS_MAX {
        true => right,
        false => BAND_MIN.max((CELLS_MAX / left).min(right) / 2),
    };
    let band = |row: usize| {
        let middle = row * right / left;
        let start = middle.saturating_sub(half).max(1).min(right);
        (start, (middle + half + 1).min(right))
    };
    #[derive(Clone, Copy, PartialEq)]
    enum Step {
        Both,
        Left,
        Right,
    }
    const NEVER: i32 = i32::MIN / 2;
    let mut steps: Vec<Vec<Step>> = Vec::with_capacity(left + 1);
    let mut above: Vec<i32> = (0..=right).map(|column| gap * column as i32).collect();
    let mut here = vec![NEVER; right + 1];
    steps.push(Vec::new());
    let mut above_band = (0, right);
    for row in 1..=left {
        let (start, end) = band(row);
        let mut row_steps = Vec::with_capacity(end + 1 - start);
        here[start - 1] = match start {
            1 => gap * row as i32,
            _ => NEVER,
        };
        for column in start..=end {
            let from = |column: usize| match (above_band.0..=above_band.1).contains(&column) {
                true => above[column],
                false => NEVER,
            };
            let both = score(row - 1, column - 1).map_or(NEVER, |score| from(column - 1) + score);
            let skip_left = from(column) + gap;
            let skip_right = here[column - 1] + gap;
            let best = both.max(skip_left).max(skip_right);
            here[column] = best;
            row_steps.push(match best {
                _ if best == both => Step::Both,
                _ if best == skip_left => Step::Left,
                _ => Step::Right,
            });
        }
        steps.push(row_steps);
        std::mem::swap(&mut above, &mut here);
        above_band = (start - 1, end);
    }
    let mut pairs = Vec::new();
    let (mut row, mut column) = (left, right);
    while row > 0 && column > 0 {
        let (start, _) = band(row);
        let step = column
            .checked_sub(start)
            .and_then(|index| steps.get(row)?.get(index))
            .copied()
            .unwrap_or(Step::Left);
        match step {
            Step::Both => {
                pairs.push((row - 1, column - 1));
                row -= 1;
                column -= 1;
            }
            Step::Left => row -= 1,
            Step::Right => column -= 1,
        }
    }
    pairs.reverse();
    pairs
}

/// The sorted `items` without those of `others`, each taken away once.
pub(crate) fn without<T: Ord + Clone>(items: &[T], others: &[T]) -> Vec<T> {
    let mut others = others.iter().peekable();
    let mut left = Vec::new();
    for item in items {
        while others.next_if(|other| *other < item).is_some() {}
        if others.next_if(|other| *other == item).is_none() {
            left.push(item.clone());
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::pair_in_order;

    fn pair(left: &str, right: &str) -> Vec<(usize, usize)> {
        let (left, right): (Vec<char>, Vec<char>) =
            (left.chars().collect(), right.chars().collect());
        pair_in_order(left.len(), right.len(), -3, |a, b| {
            Some(if left[a] == right[b] { 4 } else { -4 })
        })
    }

    #[test]
    fn what_is_lost_moves_nothing_else() {
        assert_eq!(pair("abcd", "abd"), [(0, 0), (1, 1), (3, 2)]);
        assert_eq!(pair("مجلس", "مجس"), [(0, 0), (1, 1), (3, 2)]);
        assert_eq!(pair("人权手册", "人手册"), [(0, 0), (2, 1), (3, 2)]);
        assert_eq!(pair("", "a"), []);
    }

    #[test]
    fn long_sequences_stay_in_their_band() {
        let length = 4_000;
        let pairs = pair_in_order(length, length - 1, -3, |a, b| {
            Some(if a == b + usize::from(b > 100) { 4 } else { -9 })
        });
        assert_eq!(pairs.len(), length - 1);
        assert_eq!(pairs.last(), Some(&(length - 1, length - 2)));
    }
}
