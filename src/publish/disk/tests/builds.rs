//! Builds that end well: what is written, kept, removed and told, and what readers see meanwhile.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::publish::disk::Change;
use crate::publish::disk::Course;
use crate::publish::disk::Durability;
use crate::publish::disk::publish;
use crate::publish::disk::tests::Project;
use crate::publish::disk::tests::expected_tree;
use crate::publish::disk::tests::new_site;
use crate::publish::disk::tests::old_site;
use crate::publish::disk::tests::tree;
use crate::publish::disk::to_disk;
use crate::publish::exchange::Exchange;

#[test]
fn a_first_build_writes_all() {
    let project = Project::new();
    let published = project.publish(&old_site());
    assert_eq!(
        (
            published.change,
            published.written,
            published.kept,
            published.removed
        ),
        (Change::First, 4, 0, 0)
    );
    assert!(published.warnings.is_empty());
    project.assert_published(&old_site());
    project.assert_nothing_left();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| {
            std::fs::metadata(project.path(path))
                .expect("it is there")
                .permissions()
                .mode()
                & 0o7777
        };
        assert_eq!(mode("public"), 0o755);
        assert_eq!(mode("public/zh/b"), 0o755);
        assert_eq!(mode("public/index.html"), 0o644);
        assert_eq!(mode("public/.handbook-output"), 0o644);
        assert_eq!(mode(".public.handbook-work"), 0o700);
    }
}

#[test]
fn missing_folders_on_the_way_are_made_and_empty_ones_taken() {
    let project = Project::new();
    for out in ["build/site", "empty"] {
        if out == "empty" {
            std::fs::create_dir(project.path(out)).expect("folders can be made");
        }
        let published = to_disk(
            &old_site(),
            &project.root,
            &project.path(out),
            Durability::PowerCut,
        );
        assert_eq!(
            published.map(|published| published.change).ok(),
            Some(Change::First)
        );
        assert_eq!(tree(&project.path(out)), expected_tree(&old_site()));
    }
}

#[test]
fn pages_removed_from_the_sources_disappear() {
    let project = Project::new();
    project.publish(&old_site());
    for exchange in [Exchange::InOneStep, Exchange::InTwoSteps] {
        let course = Course {
            exchange,
            ..Course::default()
        };
        let published = publish(&new_site(), &project.place(), Durability::Process, &course)
            .expect("it is published");
        assert_eq!(
            (
                published.change,
                published.written,
                published.kept,
                published.removed
            ),
            (Change::Replaced, 3, 1, 1)
        );
        project.assert_published(&new_site());
        project.assert_nothing_left();
        project.publish(&old_site());
    }
}

#[cfg(unix)]
#[test]
fn unchanged_files_keep_their_time_and_an_unchanged_site_is_not_touched() {
    use std::os::unix::fs::MetadataExt;
    let project = Project::new();
    project.publish(&old_site());
    let metadata = |path: &str| std::fs::metadata(project.path(path)).expect("it is there");
    let mark = |path: &str| {
        (
            metadata(path).ino(),
            metadata(path).mtime(),
            metadata(path).mtime_nsec(),
        )
    };
    let file = std::fs::File::options()
        .write(true)
        .open(project.path("public/en/a.html"))
        .expect("it is there");
    file.set_modified(std::time::UNIX_EPOCH)
        .expect("times can be set");
    let before = ["public", "public/en/a.html", "public/index.html"].map(mark);

    for durability in [Durability::Process, Durability::PowerCut] {
        let published = to_disk(
            &old_site(),
            &project.root,
            &project.path("public"),
            durability,
        )
        .expect("it is published");
        assert_eq!(
            (published.change, published.written, published.kept),
            (Change::None, 0, 4)
        );
        assert_eq!(
            ["public", "public/en/a.html", "public/index.html"].map(mark),
            before
        );
    }
    project.publish(&new_site());
    assert_eq!(mark("public/en/a.html"), before[1]);
    assert_eq!(metadata("public/en/a.html").mtime(), 0);
    assert_ne!(mark("public/index.html").0, before[2].0);
    // Only the live site is left of it.
    assert_eq!(metadata("public/en/a.html").nlink(), 1);
}

#[test]
fn edited_files_are_told_and_replaced() {
    let project = Project::new();
    project.publish(&old_site());
    // One that stays the same, one that changes anyway, one that is removed; the same length must not hide an edit.
    project.write("public/en/a.html", "Rights");
    project.write("public/index.html", "edited 改");
    project.write("public/zh/b/c.html", "عدل");
    std::fs::remove_file(project.path("public/ar/a.html")).expect("it is there");
    let published = project.publish(&new_site());
    let told: Vec<String> = published
        .warnings
        .iter()
        .map(|one| format!("{:?} {}", one.place, one.mistake.code))
        .collect();
    let expected = ["en/a.html", "index.html", "zh/b/c.html"]
        .map(|path| format!("Page({path:?}) edited-output"));
    assert_eq!(told, expected);
    project.assert_published(&new_site());

    project.write("public/en/a.html", "rightS");
    let published = project.publish(&new_site());
    assert_eq!(
        (
            published.change,
            published.written,
            published.warnings.len()
        ),
        (Change::Replaced, 1, 1)
    );
    project.assert_published(&new_site());
}

#[cfg(unix)]
#[test]
fn a_changed_mode_is_mended() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    project.publish(&old_site());
    let path = project.path("public/en/a.html");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))
        .expect("modes can be set");
    let published = project.publish(&new_site());
    assert_eq!(published.warnings, []);
    assert_eq!(
        std::fs::metadata(path)
            .map(|metadata| metadata.permissions().mode() & 0o7777)
            .ok(),
        Some(0o644)
    );
}

#[test]
fn a_reader_never_meets_a_part_of_a_site() {
    const PAGES: usize = 40;
    const BUILDS: usize = 30;
    let project = Project::new();
    let numbered = |number: usize| {
        let mut site = Site::default();
        for page in 0..PAGES {
            let path = SitePath::new(format!("en/{page}.html")).expect("a good path");
            site.files.insert(
                path,
                format!("{number:04} {}", "حق 权 ".repeat(500))
                    .into_bytes()
                    .into(),
            );
        }
        site
    };
    project.publish(&numbered(0));
    let is_over = std::sync::atomic::AtomicBool::new(false);
    let reads = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let length = numbered(0)
                .files
                .values()
                .next()
                .map_or(0, |bytes| bytes.len());
            let mut newest = 0;
            while !is_over.load(Ordering::Acquire) {
                for page in 0..PAGES {
                    let text =
                        std::fs::read_to_string(project.path(&format!("public/en/{page}.html")))
                            .expect("each page is there");
                    assert_eq!(text.len(), length, "each page is whole");
                    let number: usize = text
                        .get(..4)
                        .and_then(|number| number.parse().ok())
                        .expect("it has a number");
                    assert!(
                        number >= newest,
                        "a page of build {number} after one of build {newest}"
                    );
                    newest = number;
                    reads.fetch_add(1, Ordering::Release);
                }
            }
        });
        for number in 1..=BUILDS {
            let seen = reads.load(Ordering::Acquire);
            project.publish(&numbered(number));
            while reads.load(Ordering::Acquire) < seen + PAGES && !reader.is_finished() {
                std::thread::yield_now();
            }
        }
        is_over.store(true, Ordering::Release);
    });
}
