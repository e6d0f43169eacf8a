//! Numbers for people.

/// A number with its thousands parted: `12,345`.
pub fn grouped(number: i64) -> String {
    let digits = number.abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_parted_by_thousands() {
        let said: Vec<_> = [0, 999, 1_000, 1_234_567].map(grouped).into();
        assert_eq!(said, ["0", "999", "1,000", "1,234,567"]);
    }
}
