//! Reads people from a file of comma-separated values, as spreadsheets write it (RFC 4180, with their habits).

use beckon_model::email::{Addressee, EmailAddress, clean_name, parse_list};
use beckon_model::people::{Columns, FileReading, PeopleForm, RowError};
use csv::{ReaderBuilder, StringRecord};
use std::collections::HashSet;

/// How many rows and how many errors are shown.
const FIRST_ROWS: usize = 5;
const ERRORS_SHOWN: usize = 50;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct File {
    pub people: Vec<Addressee>,
    pub reading: FileReading,
}

/// The text of a file: UTF-8 or UTF-16 with a mark, UTF-8 without, or else Windows-1252, as Excel likes to write.
pub(super) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// Reads the file. Takes the columns that were chosen in the form; the others are guessed.
pub(super) fn read(file_name: &str, text: &str, form: &PeopleForm) -> File {
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = delimiter(text);
    let text = blank_rows(text, delimiter);
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = rows.records().map_while(Result::ok).peekable();
    let titled = rows.peek().is_some_and(is_titles);
    let titles = titled.then(|| rows.next()).flatten().unwrap_or_default();
    let first_rows: Vec<StringRecord> = {
        let mut first = Vec::new();
        while first.len() < FIRST_ROWS {
            match rows.next() {
                Some(row) => first.push(row),
                None => break,
            }
        }
        first
    };
    let columns = chosen(form, guess(&titles, &first_rows));
    let mut file = File {
        reading: FileReading {
            file_name: file_name.to_owned(),
            titles: named(&titles, &first_rows),
            first_rows: first_rows.iter().map(cells).collect(),
            columns,
            ..FileReading::default()
        },
        ..File::default()
    };
    let mut seen = HashSet::new();
    let all = first_rows.into_iter().chain(rows);
    for (at, row) in all.enumerate() {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        match person(&row, columns) {
            Ok(person) if seen.insert(person.email.clone()) => file.people.push(person),
            Ok(_) => file.reading.repeated += 1,
            Err(why) => {
                file.reading.wrong += 1;
                if file.reading.errors.len() < ERRORS_SHOWN {
                    let row = at + 1 + usize::from(titled);
                    file.reading.errors.push(RowError { row, why });
                }
            }
        }
    }
    file.reading.people = file.people.len();
    file
}

/// The sign that separates most in the first lines.
fn delimiter(text: &str) -> u8 {
    let count = |sign: u8| -> usize {
        let mut quoted = false;
        text.bytes()
            .take(20_000)
            .filter(|&byte| {
                quoted ^= byte == b'"';
                byte == sign && !quoted
            })
            .count()
    };
    // A name like "Byrne, Bob" without quotes must not outvote the tabs around it.
    let (tabs, semicolons, commas) = (count(b'\t'), count(b';'), count(b','));
    if tabs > 0 && tabs >= semicolons.max(commas) / 2 {
        b'\t'
    } else if semicolons > 0 && semicolons >= commas / 2 {
        b';'
    } else {
        b','
    }
}

/// Blank lines count as rows in a spreadsheet, but the reader passes them over: each gets a separator.
fn blank_rows(text: &str, delimiter: u8) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut quoted, mut line_starts) = (false, true);
    let text = text.trim_end_matches(['\r', '\n']);
    for (at, sign) in text.char_indices() {
        quoted ^= sign == '"';
        let ends = sign == '\n' || (sign == '\r' && text[at + 1..].starts_with('\n'));
        if line_starts && ends && !quoted {
            out.push(char::from(delimiter));
        }
        line_starts = sign == '\n' && !quoted;
        out.push(sign);
    }
    out
}

fn is_titles(row: &StringRecord) -> bool {
    let known = row.iter().any(|cell| Title::of(cell).is_some());
    let addressed = row.iter().any(|cell| cell.contains('@'));
    !addressed && (known || row.len() > 1)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Title {
    Email,
    Name,
    First,
    Last,
}

impl Title {
    /// What a column's title means, in some of the languages that spreadsheets speak.
    fn of(title: &str) -> Option<Self> {
        let plain: String = title
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        Some(match plain.as_str() {
            "firstname" | "givenname" | "forename" | "first" | "vorname" | "prénom" | "prenom"
            | "nombre" => Self::First,
            "lastname" | "surname" | "familyname" | "last" | "nachname" | "familienname"
            | "nom" | "apellido" | "apellidos" => Self::Last,
            "name" | "fullname" | "learner" | "displayname" | "learnername" | "user"
            | "username" => Self::Name,
            other if other.contains("mail") || other == "correo" || other == "address" => {
                Self::Email
            }
            _ => return None,
        })
    }
}

fn guess(titles: &StringRecord, rows: &[StringRecord]) -> Columns {
    let titled = |wanted| {
        titles
            .iter()
            .position(|title| Title::of(title) == Some(wanted))
    };
    let addressed = |column: &usize| {
        rows.iter()
            .filter(|row| row.get(*column).is_some_and(|cell| cell.contains('@')))
            .count()
    };
    let width = rows.iter().map(StringRecord::len).max().unwrap_or(0);
    let fullest = (0..width)
        .rev()
        .max_by_key(addressed)
        .filter(|at| addressed(at) > 0);
    let (first, last) = (titled(Title::First), titled(Title::Last));
    Columns {
        email: titled(Title::Email).or(fullest),
        // "Nom" and "Name" alone are a whole name.
        name: titled(Title::Name).or(if first.is_none() { last } else { None }),
        first,
        last: first.and(last),
    }
}

fn chosen(form: &PeopleForm, guessed: Columns) -> Columns {
    let one = |typed: &str, guess| match typed {
        "" => guess,
        number => number.parse().ok(),
    };
    Columns {
        email: one(&form.email_column, guessed.email),
        name: one(&form.name_column, guessed.name),
        first: one(&form.first_column, guessed.first),
        last: one(&form.last_column, guessed.last),
    }
}

fn named(titles: &StringRecord, rows: &[StringRecord]) -> Vec<String> {
    let width = rows
        .iter()
        .map(StringRecord::len)
        .max()
        .unwrap_or(0)
        .max(titles.len());
    (0..width)
        .map(|at| match titles.get(at).map(str::trim) {
            Some(title) if !title.is_empty() => cut(title),
            _ => format!("Column {}", at + 1),
        })
        .collect()
}

fn cells(row: &StringRecord) -> Vec<String> {
    row.iter().map(cut).collect()
}

fn cut(cell: &str) -> String {
    match cell.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &cell[..at]),
        None => cell.to_owned(),
    }
}

fn person(row: &StringRecord, columns: Columns) -> Result<Addressee, String> {
    let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default().trim();
    if columns.email.is_none() {
        return Err("No column is known to hold the e-mail address.".to_owned());
    }
    let written = cell(columns.email);
    if written.is_empty() {
        return Err("The e-mail address is missing.".to_owned());
    }
    let (email, beside) = match EmailAddress::parse(written) {
        Ok(email) => (email, String::new()),
        Err(why) => {
            let list = parse_list(written);
            match <[Addressee; 1]>::try_from(list.people) {
                Ok([person]) if list.unreadable.is_empty() => (person.email, person.name),
                _ => return Err(why),
            }
        }
    };
    let parts = [cell(columns.first), cell(columns.last)].join(" ");
    let name = [cell(columns.name), parts.trim(), &beside]
        .into_iter()
        .find(|name| !name.is_empty())
        .map(clean_name);
    Ok(Addressee {
        email,
        name: name.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> File {
        read("people.csv", text, &PeopleForm::default())
    }

    fn people(text: &str) -> Vec<String> {
        let file = plain(text);
        assert_eq!(file.reading.errors, []);
        file.people
            .iter()
            .map(|p| format!("{} <{}>", p.name, p.email))
            .collect()
    }

    #[test]
    fn columns_are_found_by_their_titles_whatever_separates_them() {
        for separator in [",", ";", "\t"] {
            let text = [
                "Last name|First name|Team|E-mail",
                "Lovelace|Ada|A|Ada@Example.org",
                "Byrne|Bob||bob@example.org",
            ]
            .join("\r\n")
            .replace('|', separator);
            assert_eq!(
                people(&text),
                [
                    "Ada Lovelace <ada@example.org>",
                    "Bob Byrne <bob@example.org>"
                ],
                "{separator:?}"
            );
        }
    }

    #[test]
    fn a_file_without_titles_is_known_by_its_addresses() {
        assert_eq!(
            people("1,ada@example.org\n2,bob@example.org\n"),
            [" <ada@example.org>", " <bob@example.org>"]
        );
        assert_eq!(people("ada@example.org"), [" <ada@example.org>"]);
    }

    #[test]
    fn quoted_cells_may_hold_separators_quotes_and_lines() {
        let text = "\u{feff}\"Full name\",\"E-mail\"\n\"Byrne, \"\"Bob\"\"\",bob@example.org\n\"Ada\nLovelace\",ada@example.org";
        let file = plain(text);
        assert_eq!(file.people[0].name, "Byrne, \"Bob\"");
        assert_eq!(file.people[1].email.as_str(), "ada@example.org");
    }

    #[test]
    fn errors_are_told_by_the_row_of_the_spreadsheet() {
        let file = plain("mail,name\n\nada@example.org,Ada\n,Bob\n,\ncy at example.org,Cy\n");
        let told: Vec<_> = file
            .reading
            .errors
            .iter()
            .map(|e| (e.row, e.why.as_str()))
            .collect();
        assert_eq!(told[0], (4, "The e-mail address is missing."));
        assert_eq!(told[1].0, 6);
        assert!(told[1].1.contains("“cy at example.org”"));
        assert_eq!((file.reading.people, file.reading.wrong), (1, 2));
    }

    #[test]
    fn someone_named_again_in_another_case_is_folded() {
        let file = plain("E-Mail\nada@example.org\nADA@example.org\n");
        assert_eq!((file.reading.people, file.reading.repeated), (1, 1));
    }

    #[test]
    fn a_chosen_column_outranks_the_guess() {
        let form = PeopleForm {
            email_column: "1".to_owned(),
            name_column: "-".to_owned(),
            ..PeopleForm::default()
        };
        let file = read(
            "x.csv",
            "E-mail,Boss,Name\nada@example.org,bob@example.org,Ada\n",
            &form,
        );
        assert_eq!(
            (file.people[0].email.as_str(), file.people[0].name.as_str()),
            ("bob@example.org", "")
        );
    }

    #[test]
    fn a_first_row_with_a_broken_address_is_no_title() {
        let file = plain("Ada,ada@\nBob,bob@example.org\n");
        assert_eq!((file.reading.people, file.reading.errors[0].row), (1, 1));
    }

    #[test]
    fn a_first_row_without_an_address_among_several_cells_is_titles() {
        let file = plain("Wer;Wohin\nAda;ada@example.org\n");
        assert_eq!(file.reading.titles, ["Wer", "Wohin"]);
        assert_eq!((file.reading.people, file.reading.wrong), (1, 0));
    }

    #[test]
    fn files_of_old_spreadsheets_keep_their_letters() {
        assert_eq!(decode(b"Zo\xeb;zoe@example.org"), "Zoë;zoe@example.org");
        assert_eq!(decode(b"\xff\xfeA\0d\0a\0"), "Ada");
        assert_eq!(decode("\u{feff}Zoë".as_bytes()), "Zoë");
    }

    #[test]
    fn the_first_rows_are_shown_under_their_titles() {
        let text: String = (0..9)
            .map(|n| format!("Ada,ada{n}@example.org\n"))
            .collect();
        let reading = plain(&text).reading;
        assert_eq!(reading.titles, ["Column 1", "Column 2"]);
        assert_eq!((reading.first_rows.len(), reading.people), (5, 9));
        assert_eq!(reading.columns.email, Some(1));
    }

    #[test]
    fn whatever_a_file_holds_is_read_or_told() {
        for text in [
            "",
            "\n\n",
            "\"",
            ",,,\n",
            "a\u{0}b@\n",
            "\"a\n\n",
            "@;@\t@,@",
        ] {
            let file = plain(text);
            assert!(file.people.is_empty(), "{text:?}");
        }
    }
}
