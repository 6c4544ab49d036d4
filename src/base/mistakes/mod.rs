//! Every mistake the program can tell: one constructor each, with its stable code, its words, its advice and its explanation.

pub mod configuration;
pub mod files;
pub mod markup;
pub mod output;
pub mod references;
pub mod theme;
pub mod translations;
pub mod yaml;

use crate::base::diagnostics::Mistake;

/// Defines a group of mistakes: for each the explanation (its documentation), level and code, a constructor, the
/// message and the advice. Gives one function per mistake and the group's `CATALOGUE`.
macro_rules! mistakes {
    ($(
        $(#[doc = $explanation:literal])+
        $level:ident $code:literal
        $name:ident($($argument:ident: $kind:ty),* $(,)?) {
            $message:expr
            $(; $advice:expr)?
        }
    )*) => {
        $(
            #[doc = concat!("`", $code, "`:")]
            $(#[doc = $explanation])+
            #[must_use]
            pub fn $name(place: $crate::base::text::Place $(, $argument: $kind)*) -> $crate::base::diagnostics::Diagnostic {
                static MISTAKE: $crate::base::diagnostics::Mistake = $crate::base::diagnostics::Mistake {
                    code: $code,
                    level: mistakes!(@level $level),
                    explanation: concat!($($explanation, "\n"),+),
                };
                $crate::base::diagnostics::Diagnostic {
                    place,
                    mistake: &MISTAKE,
                    message: $message.to_string(),
                    advice: mistakes!(@advice $($advice)?),
                }
            }
        )*

        /// The kinds of this group.
        pub(super) const CATALOGUE: &[$crate::base::diagnostics::Mistake] = &[$(
            $crate::base::diagnostics::Mistake {
                code: $code,
                level: mistakes!(@level $level),
                explanation: concat!($($explanation, "\n"),+),
            }
        ),*];
    };
    (@level error) => { $crate::base::diagnostics::Level::Error };
    (@level warning) => { $crate::base::diagnostics::Level::Warning };
    (@advice) => { String::new() };
    (@advice $advice:expr) => { $advice.to_string() };
}
use mistakes;

/// Every kind of mistake, by code.
pub fn catalogue() -> Vec<&'static Mistake> {
    let groups = [
        files::CATALOGUE,
        yaml::CATALOGUE,
        configuration::CATALOGUE,
        markup::CATALOGUE,
        references::CATALOGUE,
        translations::CATALOGUE,
        theme::CATALOGUE,
        output::CATALOGUE,
    ];
    let mut all: Vec<&'static Mistake> = groups.into_iter().flatten().collect();
    all.sort_by_key(|mistake| mistake.code);
    all
}
