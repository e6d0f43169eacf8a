//! The zip itself: listed and judged on opening, unpacked afterwards.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use beckon_scorm::manifest;
use encoding_rs::Encoding;
use zip::{CompressionMethod, ZipArchive};

use super::blobs::Blobs;
use super::names::{self, Name};
use super::refusal::{Refusal, size};
use super::{Limits, launch};

/// Content below this is never taken for a bomb, in bytes.
const JUDGE_RATIO_FROM: u64 = 10 << 20;

pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    pub entries: Vec<Entry>,
    pub notes: Vec<String>,
}

/// One entry of the zip, judged.
#[derive(Clone, Debug)]
pub struct Entry {
    index: usize,
    name: Name,
    /// `/`-separated; of a folder, without the last slash.
    pub path: String,
    pub folder: bool,
    pub junk: bool,
    /// Unpacked, in bytes, as declared and enforced on unpacking.
    pub size: u64,
}

impl Archive {
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, Refusal> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|error| match error {
            zip::result::ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                not_a_zip_or(error)
            }
            _ => Refusal::NotAZip,
        })?;
        if zip.has_duplicate_names() {
            return Err(Refusal::Twice(String::new()));
        }
        if zip.len() > limits.files {
            return Err(Refusal::TooManyFiles(limits.files));
        }
        let mut archive = Self {
            zip,
            entries: Vec::new(),
            notes: Vec::new(),
        };
        let starts = archive.list(limits)?;
        archive.judge_sizes(length, limits)?;
        let mut plain = File::open(path)?;
        for (at, local) in starts.iter().enumerate() {
            local.check(&mut plain, &archive.entries[at])?;
        }
        archive.note_oddities(&mut plain, length, &starts)?;
        Ok(archive)
    }

    /// Fills `entries`; gives where each local header stands and what it should say.
    fn list(&mut self, limits: &Limits) -> Result<Vec<Local>, Refusal> {
        let mut locals = Vec::with_capacity(self.zip.len());
        for index in 0..self.zip.len() {
            let data = self
                .zip
                .by_index_data(index)
                .map_err(|_| Refusal::NotAZip)?;
            let raw = data.name_raw();
            let lossy = String::from_utf8_lossy(raw).into_owned();
            let by_the_book = data
                .name()
                .map(|name| name.into_owned())
                .unwrap_or_else(|_| lossy.clone());
            let marked = std::str::from_utf8(raw).is_ok_and(|text| text == by_the_book);
            let name = Name::new(raw, marked, by_the_book);
            if raw.contains(&0) {
                return Err(Refusal::Nul(names::shown(&lossy)));
            }
            let path = names::path(&name.by_the_book, limits)?;
            let shown = || names::shown(&path);
            if data.encrypted() {
                return Err(Refusal::Encrypted(shown()));
            }
            let is_link = data
                .unix_mode()
                .is_some_and(|mode| mode & 0o170_000 == 0o120_000);
            if is_link || data.is_symlink() {
                return Err(Refusal::Link(shown()));
            }
            match data.compression() {
                CompressionMethod::Stored | CompressionMethod::Deflated => {}
                other => return Err(Refusal::Compression(shown(), method(other))),
            }
            locals.push(Local {
                start: data.header_start(),
                crc: data.crc32(),
                packed: data.compressed_size(),
            });
            let folder = data.is_dir() || name.by_the_book.ends_with(['/', '\\']);
            let (junk, size) = (names::is_junk(&path), data.size());
            self.entries.push(Entry {
                index,
                name,
                path,
                folder,
                junk,
                size,
            });
        }
        names::check_unique(self.entries.iter().map(|e| (e.path.as_str(), e.folder)))?;
        Ok(locals)
    }

    fn judge_sizes(&self, length: u64, limits: &Limits) -> Result<(), Refusal> {
        if let Some(entry) = self.entries.iter().find(|entry| entry.size > limits.file) {
            return Err(Refusal::LargeFile(
                names::shown(&entry.path),
                size(limits.file),
            ));
        }
        let total = self
            .entries
            .iter()
            .fold(0u64, |sum, entry| sum.saturating_add(entry.size));
        if total > limits.unpacked {
            return Err(Refusal::TooLarge(size(limits.unpacked)));
        }
        if total > JUDGE_RATIO_FROM && total / length.max(1) >= limits.ratio {
            return Err(Refusal::Bomb(limits.ratio));
        }
        Ok(())
    }

    fn note_oddities(&mut self, plain: &mut File, length: u64, locals: &[Local]) -> io::Result<()> {
        if locals
            .iter()
            .map(|local| local.start)
            .min()
            .is_some_and(|first| first > 0)
        {
            self.notes
                .push("The zip has something before its first file; it was ignored.".to_owned());
        }
        if end_of_zip(plain, length)?.is_some_and(|end| end < length) {
            self.notes
                .push("The zip has something after its end; it was ignored.".to_owned());
        }
        let junk = self
            .entries
            .iter()
            .filter(|entry| entry.junk && !entry.folder)
            .count();
        if junk > 0 {
            self.notes.push(format!(
                "Files that the operating system left in the zip were ignored: {junk}."
            ));
        }
        if self
            .entries
            .iter()
            .any(|entry| entry.name.by_the_book.contains('\\'))
        {
            self.notes
                .push("Names in the zip have back-slashes; they were read as slashes.".to_owned());
        }
        Ok(())
    }

    /// Reads doubtful names in the way in which most of the manifest's files are found.
    pub fn settle_names(
        &mut self,
        manifest: usize,
        reading: &manifest::Reading,
        limits: &Limits,
    ) -> Result<(), Refusal> {
        if self
            .entries
            .iter()
            .all(|entry| entry.name.doubtful.is_none())
        {
            return Ok(());
        }
        let wanted = launch::wanted_files(reading);
        let found = |entries: &[Entry]| {
            let prefix = entries[manifest]
                .path
                .rsplit_once('/')
                .map_or(String::new(), |(f, _)| format!("{f}/"));
            entries
                .iter()
                .filter(|e| {
                    e.path
                        .strip_prefix(&prefix)
                        .is_some_and(|p| wanted.contains(p))
                })
                .count()
        };
        let mut best = found(&self.entries);
        for other in names::OTHERS {
            let Some(entries) = self.read_otherwise(other, limits) else {
                continue;
            };
            let count = found(&entries);
            if count > best {
                best = count;
                self.entries = entries;
            }
        }
        self.notes
            .push("Names in the zip are in an old encoding; it was guessed.".to_owned());
        Ok(())
    }

    fn read_otherwise(&self, encoding: &'static Encoding, limits: &Limits) -> Option<Vec<Entry>> {
        let mut entries = self.entries.clone();
        for entry in &mut entries {
            entry.path = names::path(&entry.name.read(encoding)?, limits).ok()?;
        }
        names::check_unique(entries.iter().map(|e| (e.path.as_str(), e.folder))).ok()?;
        Some(entries)
    }

    /// The content of a small entry.
    pub fn read(&mut self, entry: &Entry, most: u64) -> Result<Vec<u8>, Refusal> {
        if entry.size > most {
            return Err(Refusal::LargeFile(names::shown(&entry.path), size(most)));
        }
        let mut content = Vec::new();
        self.each_piece(entry, |piece| {
            content.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(content)
    }

    /// Puts an entry's content into the store; gives its hash.
    pub fn unpack(&mut self, entry: &Entry, blobs: &mut Blobs) -> Result<String, Refusal> {
        let mut blob = blobs.begin()?;
        self.each_piece(entry, |piece| blob.write(piece))?;
        Ok(blobs.finish(blob)?)
    }

    /// Hands over the content in pieces; refuses what is not of the declared size and checksum.
    fn each_piece(
        &mut self,
        entry: &Entry,
        mut take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<(), Refusal> {
        let damaged = || Refusal::Damaged(names::shown(&entry.path));
        let mut file = self.zip.by_index(entry.index).map_err(|_| damaged())?;
        let mut piece = [0; 64 * 1024];
        let mut total = 0u64;
        loop {
            match file.read(&mut piece).map_err(|_| damaged())? {
                0 => break,
                read => {
                    total += read as u64;
                    if total > entry.size {
                        return Err(damaged());
                    }
                    take(&piece[..read])?;
                }
            }
        }
        if total == entry.size {
            Ok(())
        } else {
            Err(damaged())
        }
    }
}

fn not_a_zip_or(error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Refusal::NotAZip,
        _ => Refusal::Storage(error),
    }
}

fn method(method: CompressionMethod) -> String {
    #[allow(deprecated)]
    match method {
        CompressionMethod::Unsupported(9) => "Deflate64".to_owned(),
        CompressionMethod::Unsupported(12) => "bzip2".to_owned(),
        CompressionMethod::Unsupported(14) => "LZMA".to_owned(),
        CompressionMethod::Unsupported(93) => "Zstandard".to_owned(),
        CompressionMethod::Unsupported(95) => "XZ".to_owned(),
        CompressionMethod::Unsupported(98) => "PPMd".to_owned(),
        CompressionMethod::Unsupported(number) => format!("method {number}"),
        other => format!("{other:?}"),
    }
}

/// What the header before an entry's content should say.
struct Local {
    start: u64,
    crc: u32,
    packed: u64,
}

impl Local {
    /// Refuses an entry whose two headers tell different things.
    fn check(&self, file: &mut File, entry: &Entry) -> Result<(), Refusal> {
        let damaged = || Refusal::Damaged(names::shown(&entry.path));
        let mut header = [0; 30];
        file.seek(SeekFrom::Start(self.start))?;
        file.read_exact(&mut header).map_err(|_| damaged())?;
        let four = |at: usize| {
            u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        if !header.starts_with(b"PK\x03\x04") {
            return Err(damaged());
        }
        // Bit 3: checksum and sizes come after the content instead.
        let later = header[6] & 0b1000 != 0;
        let differs = |said: u32, known: u64| {
            said != u32::MAX && u64::from(said) != known && !(later && said == 0)
        };
        if (four(14) != self.crc && !(later && four(14) == 0))
            || differs(four(18), self.packed)
            || differs(four(22), entry.size)
        {
            return Err(damaged());
        }
        Ok(())
    }
}

/// Where the zip's last record ends, if it is within the last mebibyte.
fn end_of_zip(file: &mut File, length: u64) -> io::Result<Option<u64>> {
    let from = length.saturating_sub(1 << 20);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(1 << 20).read_to_end(&mut tail)?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06");
    Ok(at.filter(|at| at + 22 <= tail.len()).map(|at| {
        let comment = u64::from(u16::from_le_bytes([tail[at + 20], tail[at + 21]]));
        from + at as u64 + 22 + comment
    }))
}
