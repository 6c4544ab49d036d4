//! What no text of a case can hold: pipes, links, unreadable folders, outputs that are locked or changed by hand.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Output;

use crate::project::Folder;

/// How the program of a case is run.
pub(crate) type Run = fn(&Folder, &[&str]) -> Output;

/// Somebody without the rights of the system's administrator, for whom modes hold.
const NOBODY: u32 = 65534;

/// Folders whose rights were taken away.
const CLOSED_FOLDERS: [&str; 3] = [
    "content/en/closed",
    "closed",
    ".public.handbook-work/stage/en",
];

/// Makes what the case's text cannot hold, and gives the way to run the program.
pub(crate) fn prepare(name: &str, project: &Folder) -> Run {
    let path = |path: &str| project.path().join(path);
    match name {
        "symbolic-link" => {
            let link = |target: &str, link: &str| {
                std::os::unix::fs::symlink(target, path(link)).expect("a link");
            };
            link("freedom.md", "content/en/equality.md");
            link("/etc/passwd", "content/en/secrets.md");
            link("nowhere", "i18n/fr.yaml");
            std::fs::create_dir_all(path("themes")).expect("a folder");
            link("..", "themes/loop");
        }
        "not-a-file" => {
            let pipe = rustix::fs::mknodat(
                rustix::fs::CWD,
                path("content/en/pipe.md"),
                rustix::fs::FileType::Fifo,
                rustix::fs::Mode::RUSR,
                0,
            );
            pipe.expect("a pipe");
            std::fs::create_dir(path("content/en/folder.md")).expect("a folder");
        }
        "unreadable" => {
            project.write("content/en/closed/picture.png", "");
            set_mode(&path("content/en/closed"), 0o000);
            set_mode(&path("content/en/secret.md"), 0o000);
            return as_nobody;
        }
        "too-large" => {
            project.write("content/en/long.md", vec![b'a'; 1024 * 1024 + 1]);
            project.write("content/en/wide.png", vec![0; 10 * 1024 * 1024 + 1]);
            let deep = format!("content/en/{}a.png", "a/".repeat(16));
            project.write(&deep, "");
        }
        "too-complex--counts" => {
            let mut text = "---\ntitle: Freedom\n---\n\n".to_owned();
            for number in 0..=2_000 {
                text.push_str(&format!(
                    "## Heading {{#h{number}}}\n\nText.[^n{number}]\n\n"
                ));
            }
            text.push_str(&format!(
                "{}|\n{}|\n\n",
                "| حق ".repeat(65),
                "|---".repeat(65)
            ));
            let row = format!("{}|\n", "| 权 ".repeat(50));
            text.push_str(&format!(
                "{row}{}|\n{}\n",
                "|---".repeat(50),
                row.repeat(1_000)
            ));
            for number in 0..=2_000 {
                text.push_str(&format!("[^n{number}]: Source.\n\n"));
            }
            project.write("content/en/freedom.md", text);
        }
        "file-name--not-unicode" => {
            use std::os::unix::ffi::OsStrExt;
            let name = std::ffi::OsStr::from_bytes(b"libert\xE9.md");
            std::fs::write(path("content/en").join(name), "").expect("a file");
        }
        "picture-kind--raster" => {
            project.write("content/en/a.png", "GIF89a");
            project.write("content/en/b.jpg", [0xFF, 0xD8, 0xFF, 0xD9, 0, 0]);
            project.write("content/en/c.png", png(40_000, 40_000, b""));
        }
        "picture-metadata" => {
            project.write("content/en/a.png", png(10, 10, b"eXIf"));
            project.write(
                "content/ar/b.jpg",
                b"\xFF\xD8\xFF\xE1\x00\x08Exif\x00\x00\xFF\xD9",
            );
            project.write(
                "content/zh/c.webp",
                b"RIFF\x20\0\0\0WEBPVP8X\x0A\0\0\0\x08\0\0\0\0\0\0\0\0\0EXIF",
            );
        }
        "over-budget" => {
            let sentences: String = (0..6_000_u32)
                .map(|number| format!("{:x} ", number.wrapping_mul(2_654_435_761)))
                .collect();
            project.write(
                "content/en/freedom.md",
                format!("---\ntitle: Freedom\n---\n\n## Long {{#long}}\n\n{sentences}\n"),
            );
        }
        "foreign-files" => {
            project.run(&["build"]);
            project.write("public/notes.txt", "");
            project.write("public/en/حقوق.txt", "");
            project.write("public/权利.txt", "");
        }
        "edited-output" => {
            project.run(&["build"]);
            project.write("public/en/freedom.html", "edited");
        }
        "output-locked" => {
            project.write(".public.handbook-work/lock", "");
            return while_locked;
        }
        "output-refused" => {
            project.write("public/letter.txt", "somebody else's");
        }
        "output-failed" => {
            project.write("taken", "a file");
        }
        "output-not-durable" => {
            std::fs::create_dir(path("closed")).expect("a folder");
            give_away(project);
            set_mode(&path("closed"), 0o333);
            return as_nobody;
        }
        "old-output-left" => {
            give_away(project);
            as_nobody(project, &["build"]);
            set_mode(&path("public/en"), 0o555);
            project.write(
                "content/en/freedom.md",
                "---\ntitle: Freedom of expression\n---\n",
            );
            return as_nobody;
        }
        _ => {}
    }
    |project, arguments| project.run(arguments)
}

/// A PNG file of a size with an empty chunk of a name.
fn png(width: u32, height: u32, chunk: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1A\n\x00\x00\x00\x0DIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend([0; 4]);
    bytes.extend(chunk);
    bytes.extend([0; 4]);
    bytes
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

/// Gives the whole project to nobody, where this user may do so.
fn give_away(project: &Folder) {
    for entry in walkdir::WalkDir::new(project.path()) {
        let entry = entry.expect("an entry");
        let _ = std::os::unix::fs::chown(entry.path(), Some(NOBODY), Some(NOBODY));
    }
}

/// Runs the program as a user for whom modes hold: the administrator may read and write everything.
fn as_nobody(project: &Folder, arguments: &[&str]) -> Output {
    let mut command = project.command(arguments);
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().expect("the program runs");
    // So that the project can be removed by whoever runs the tests.
    for closed in CLOSED_FOLDERS {
        let path = project.path().join(closed);
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755));
    }
    output
}

/// Runs the program while another process, this one, publishes to the same place.
fn while_locked(project: &Folder, arguments: &[&str]) -> Output {
    let lock = std::fs::File::options()
        .write(true)
        .open(project.path().join(".public.handbook-work/lock"))
        .expect("a lock");
    lock.try_lock().expect("nobody else holds it");
    project.run(arguments)
}
