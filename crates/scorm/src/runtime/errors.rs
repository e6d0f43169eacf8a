//! The error codes of both standards and what is said about them.

use crate::course::Standard;

/// An error code of the SCORM API; 0 is "no error".
pub type Code = u16;

/// Why a call failed, independent of the standard; each standard has its own number for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The argument of Initialize, Terminate or Commit was not empty.
    Argument,
    /// No activity that may call the API is open.
    NothingOpen,
    InitializedBefore,
    InitializedAfterTerminate,
    TerminateBefore,
    TerminateAfter,
    GetBefore,
    GetAfter,
    SetBefore,
    SetAfter,
    CommitBefore,
    CommitAfter,
    /// GetValue or SetValue without the name of an element.
    NoName,
    /// The name belongs to no data model that is known here.
    UnknownModel,
    /// The data model has no such element.
    UnknownElement,
    /// The element is a group, not a value.
    Group,
    /// `_children` of an element without children.
    NoChildren,
    /// `_count` of something that is no collection.
    NoCount,
    /// An index beyond those that exist, on reading.
    NoSuchRecord,
    /// An index that would leave a gap, on writing.
    Gap,
    /// `_children`, `_count` and `_version` cannot be set.
    Keyword,
    ReadOnly,
    WriteOnly,
    Unset,
    Type,
    Range,
    /// Another element must be set first.
    Dependency,
    /// An identifier that must be unique stands already, or cannot be changed any more.
    Identifier,
    /// More correct responses than this type of interaction may have.
    Responses,
    /// The course's data would become larger than is kept.
    Full,
}

impl Fault {
    /// The number under which the standard reports this fault.
    pub fn code(self, standard: Standard) -> Code {
        if standard.is_2004() {
            self.code_2004()
        } else {
            self.code_12()
        }
    }

    fn code_2004(self) -> Code {
        match self {
            Self::Argument => 201,
            Self::NothingOpen => 102,
            Self::InitializedBefore => 103,
            Self::InitializedAfterTerminate => 104,
            Self::TerminateBefore => 112,
            Self::TerminateAfter => 113,
            Self::GetBefore => 122,
            Self::GetAfter => 123,
            Self::SetBefore => 132,
            Self::SetAfter => 133,
            Self::CommitBefore => 142,
            Self::CommitAfter => 143,
            Self::NoName | Self::NoChildren | Self::NoCount | Self::NoSuchRecord => 301,
            Self::Gap | Self::Identifier | Self::Responses | Self::Full => 351,
            Self::UnknownModel | Self::UnknownElement | Self::Group => 401,
            Self::Unset => 403,
            Self::Keyword | Self::ReadOnly => 404,
            Self::WriteOnly => 405,
            Self::Type => 406,
            Self::Range => 407,
            Self::Dependency => 408,
        }
    }

    fn code_12(self) -> Code {
        match self {
            Self::Argument
            | Self::NoName
            | Self::UnknownElement
            | Self::Group
            | Self::NoSuchRecord
            | Self::Gap
            | Self::Identifier
            | Self::Responses
            | Self::Dependency => 201,
            Self::NothingOpen
            | Self::InitializedBefore
            | Self::InitializedAfterTerminate
            | Self::Full => 101,
            Self::TerminateBefore
            | Self::TerminateAfter
            | Self::GetBefore
            | Self::GetAfter
            | Self::SetBefore
            | Self::SetAfter
            | Self::CommitBefore
            | Self::CommitAfter => 301,
            Self::NoChildren => 202,
            Self::NoCount => 203,
            Self::UnknownModel => 401,
            Self::Keyword => 402,
            Self::ReadOnly => 403,
            Self::WriteOnly => 404,
            Self::Unset => 0,
            Self::Type | Self::Range => 405,
        }
    }

    /// What exactly was wrong, for `GetDiagnostic`.
    pub fn says(self) -> &'static str {
        match self {
            Self::Argument => "This call takes an empty string and nothing else.",
            Self::NothingOpen => "No activity that may use the run-time is open.",
            Self::InitializedBefore => "The activity has been initialized already.",
            Self::InitializedAfterTerminate => "The activity has been terminated already.",
            Self::TerminateBefore => "Terminate was called before Initialize.",
            Self::TerminateAfter => "Terminate was called twice.",
            Self::GetBefore => "GetValue was called before Initialize.",
            Self::GetAfter => "GetValue was called after Terminate.",
            Self::SetBefore => "SetValue was called before Initialize.",
            Self::SetAfter => "SetValue was called after Terminate.",
            Self::CommitBefore => "Commit was called before Initialize.",
            Self::CommitAfter => "Commit was called after Terminate.",
            Self::NoName => "The name of an element is missing.",
            Self::UnknownModel => "No data model of this name is known here.",
            Self::UnknownElement => "The data model has no element of this name.",
            Self::Group => "This is a group of elements, not an element with a value.",
            Self::NoChildren => "This element has no children.",
            Self::NoCount => "This element is no collection and has no count.",
            Self::NoSuchRecord => "The collection has no record of this index.",
            Self::Gap => {
                "Records must be added in order: the next index is the collection's count."
            }
            Self::Keyword => "Keywords such as _children and _count cannot be set.",
            Self::ReadOnly => "This element can only be read.",
            Self::WriteOnly => "This element can only be written.",
            Self::Unset => "This element has not been given a value yet.",
            Self::Type => "The value is not of this element's type.",
            Self::Range => "The value is outside this element's range.",
            Self::Dependency => "Another element of this record must be set before this one.",
            Self::Identifier => "This identifier is taken, or was set and cannot be changed.",
            Self::Responses => {
                "This type of interaction has no further correct response of this value."
            }
            Self::Full => "The activity's data would become larger than is kept.",
        }
    }
}

/// The text of an error code as the standard names it; empty for a code that does not exist.
pub fn text(standard: Standard, code: &str) -> &'static str {
    let texts = if standard.is_2004() {
        TEXTS_2004
    } else {
        TEXTS_12
    };
    texts
        .iter()
        .find(|(known, _)| *known == code)
        .map_or("", |(_, text)| text)
}

const TEXTS_12: &[(&str, &str)] = &[
    ("0", "No error"),
    ("101", "General exception"),
    ("201", "Invalid argument error"),
    ("202", "Element cannot have children"),
    ("203", "Element not an array. Cannot have count"),
    ("301", "Not initialized"),
    ("401", "Not implemented error"),
    ("402", "Invalid set value, element is a keyword"),
    ("403", "Element is read only"),
    ("404", "Element is write only"),
    ("405", "Incorrect data type"),
];

const TEXTS_2004: &[(&str, &str)] = &[
    ("0", "No Error"),
    ("101", "General Exception"),
    ("102", "General Initialization Failure"),
    ("103", "Already Initialized"),
    ("104", "Content Instance Terminated"),
    ("111", "General Termination Failure"),
    ("112", "Termination Before Initialization"),
    ("113", "Termination After Termination"),
    ("122", "Retrieve Data Before Initialization"),
    ("123", "Retrieve Data After Termination"),
    ("132", "Store Data Before Initialization"),
    ("133", "Store Data After Termination"),
    ("142", "Commit Before Initialization"),
    ("143", "Commit After Termination"),
    ("201", "General Argument Error"),
    ("301", "General Get Failure"),
    ("351", "General Set Failure"),
    ("391", "General Commit Failure"),
    ("401", "Undefined Data Model Element"),
    ("402", "Unimplemented Data Model Element"),
    ("403", "Data Model Element Value Not Initialized"),
    ("404", "Data Model Element Is Read Only"),
    ("405", "Data Model Element Is Write Only"),
    ("406", "Data Model Element Type Mismatch"),
    ("407", "Data Model Element Value Out Of Range"),
    ("408", "Data Model Dependency Not Established"),
];
