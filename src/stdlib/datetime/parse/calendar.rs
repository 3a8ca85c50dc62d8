//! Which number is the year, which the month, which the day: month first, unless it cannot be one.

/// Numbers of a date in the order in which they were read.
#[derive(Default)]
pub(super) struct Calendar {
    parts: Vec<i64>,
    /// Which one was a name.
    month: Option<usize>,
    /// Which one has more than two digits.
    year: Option<usize>,
}

/// What a date says.
#[derive(Default)]
pub(super) struct Date {
    /// The year, in full.
    pub(super) year: Option<i64>,
    /// 1 to 12, if the text is right.
    pub(super) month: Option<i64>,
    /// 1 to 31, if the text is right.
    pub(super) day: Option<i64>,
}

impl Date {
    /// Does it say nothing?
    pub(super) fn is_empty(&self) -> bool {
        self.year.is_none() && self.month.is_none() && self.day.is_none()
    }
}

impl Calendar {
    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// A number.
    pub(super) fn push(&mut self, digits: &str) -> Option<()> {
        let number: i64 = digits.parse().ok()?;
        if digits.len() > 2 || number > 100 {
            if self.year.is_some() {
                return None;
            }
            self.year = Some(self.parts.len());
        }
        self.add(number)
    }

    /// A number that is the year.
    pub(super) fn push_year(&mut self, digits: &str) -> Option<()> {
        self.year = Some(self.parts.len());
        self.add(digits.parse().ok()?)
    }

    /// A month by its name.
    pub(super) fn push_month(&mut self, month: i64) -> Option<()> {
        if self.month.is_some() {
            return None;
        }
        self.month = Some(self.parts.len());
        self.add(month)
    }

    fn add(&mut self, number: i64) -> Option<()> {
        self.parts.push(number);
        (self.parts.len() <= 3).then_some(())
    }

    /// The date; a year of two digits is the nearest such one.
    pub(super) fn resolve(&self, this_year: i64) -> Option<Date> {
        let mut date = self.assigned();
        if self.year.is_none() {
            date.year = date.year.map(|year| nearest(year, this_year));
        }
        Some(date)
    }

    fn assigned(&self) -> Date {
        let is_year = |i: usize| self.parts[i] > 31 || self.year == Some(i);
        let of = |year: Option<usize>, month: Option<usize>, day: Option<usize>| Date {
            year: year.map(|i| self.parts[i]),
            month: month.map(|i| self.parts[i]),
            day: day.map(|i| self.parts[i]),
        };
        match (self.parts.len(), self.month) {
            (1, Some(0)) => of(None, Some(0), None),
            (1, _) if is_year(0) => of(Some(0), None, None),
            (1, _) => of(None, None, Some(0)),
            (2, Some(month)) if is_year(1 - month) => of(Some(1 - month), Some(month), None),
            (2, Some(month)) => of(None, Some(month), Some(1 - month)),
            (2, None) if is_year(0) => of(Some(0), Some(1), None),
            (2, None) if is_year(1) => of(Some(1), Some(0), None),
            (2, None) if self.parts[0] > 12 => of(None, Some(1), Some(0)),
            (2, None) => of(None, Some(0), Some(1)),
            (3, Some(0)) if is_year(1) => of(Some(1), Some(0), Some(2)),
            (3, Some(0)) => of(Some(2), Some(0), Some(1)),
            (3, Some(1)) if is_year(0) => of(Some(0), Some(1), Some(2)),
            (3, Some(1)) => of(Some(2), Some(1), Some(0)),
            (3, Some(_)) if is_year(1) => of(Some(1), Some(2), Some(0)),
            (3, Some(_)) => of(Some(0), Some(2), Some(1)),
            (3, None) if is_year(0) && self.parts[1] > 12 => of(Some(0), Some(2), Some(1)),
            (3, None) if is_year(0) => of(Some(0), Some(1), Some(2)),
            (3, None) if self.parts[0] > 12 => of(Some(2), Some(1), Some(0)),
            (3, None) => of(Some(2), Some(0), Some(1)),
            _ => Date::default(),
        }
    }
}

/// The year with these last two digits that is nearest to this one.
fn nearest(year: i64, this_year: i64) -> i64 {
    let year = year + this_year / 100 * 100;
    if year >= this_year + 50 {
        year - 100
    } else if year < this_year - 50 {
        year + 100
    } else {
        year
    }
}
