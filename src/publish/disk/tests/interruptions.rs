//! Builds that fail, are killed or meet somebody else: a whole site stands there, and the next build cleans up.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::publish::disk::Course;
use crate::publish::disk::Durability;
use crate::publish::disk::Step;
use crate::publish::disk::publish;
use crate::publish::disk::publish_locked;
use crate::publish::disk::tests::Project;
use crate::publish::disk::tests::STEPS;
use crate::publish::disk::tests::expected_tree;
use crate::publish::disk::tests::new_site;
use crate::publish::disk::tests::old_site;
use crate::publish::disk::tests::refusal_of;
use crate::publish::disk::tests::site;
use crate::publish::disk::tests::stopped;
use crate::publish::disk::tests::tree;
use crate::publish::disk::to_disk;
use crate::publish::error::PublishError;
use crate::publish::error::Refusal;
use crate::publish::exchange::Exchange;
use crate::publish::work::WorkFolder;

#[test]
fn a_second_build_at_the_same_time_is_locked_out() {
    let project = Project::new();
    project.publish(&old_site());
    let place = project.place();
    let at = |step| {
        if step == Step::Staged {
            let second = publish(&old_site(), &place, Durability::Process, &Course::default());
            assert!(
                matches!(second, Err(PublishError::Locked { .. })),
                "{second:?}"
            );
        }
        Ok(())
    };
    let course = Course {
        at: &at,
        ..Course::default()
    };
    publish(&new_site(), &place, Durability::Process, &course)
        .expect("the first build is not disturbed");
    project.assert_published(&new_site());
    project.assert_nothing_left();
}

/// Ends a build at a step as the end of the process would: nothing is cleaned up.
fn publish_until(project: &Project, site: &Site, end: Step, exchange: Exchange) -> bool {
    let at = |step| if step == end { Err(stopped()) } else { Ok(()) };
    let work = WorkFolder::lock(&project.place()).expect("no other build is running");
    publish_locked(
        site,
        &project.place(),
        &work,
        Durability::Process,
        &Course { exchange, at: &at },
    )
    .is_err()
}

#[test]
fn a_build_killed_at_any_step_leaves_a_whole_site_and_the_next_one_cleans_up() {
    for exchange in [Exchange::InOneStep, Exchange::InTwoSteps] {
        for step in STEPS {
            let project = Project::new();
            project.publish(&old_site());
            let was_stopped = publish_until(&project, &new_site(), step, exchange);
            assert_eq!(
                was_stopped,
                step != Step::MovedAside || exchange == Exchange::InTwoSteps
            );
            match step {
                Step::MovedAside if was_stopped => assert!(!project.path("public").exists()),
                Step::Locked | Step::Cleaned | Step::NextFile | Step::Staged => {
                    project.assert_published(&old_site())
                }
                _ => project.assert_published(&new_site()),
            }
            if step == Step::MovedAside && was_stopped {
                // Even a build that fails brings the old site back.
                assert!(publish_until(
                    &project,
                    &new_site(),
                    Step::Cleaned,
                    exchange
                ));
                project.assert_published(&old_site());
                project.assert_nothing_left();
            }
            project.publish(&new_site());
            project.assert_published(&new_site());
            project.assert_nothing_left();
        }
    }
}

#[test]
fn a_first_build_killed_at_any_step_leaves_nothing_or_a_whole_site() {
    for step in STEPS {
        let project = Project::new();
        publish_until(&project, &new_site(), step, Exchange::InOneStep);
        match step {
            Step::Locked | Step::Cleaned | Step::NextFile | Step::Staged => {
                assert!(!project.path("public").exists())
            }
            _ => project.assert_published(&new_site()),
        }
        project.publish(&new_site());
        project.assert_published(&new_site());
        project.assert_nothing_left();
    }
}

#[test]
fn a_failed_build_leaves_the_last_site_and_no_leftovers() {
    for exchange in [Exchange::InOneStep, Exchange::InTwoSteps] {
        for step in [
            Step::Cleaned,
            Step::NextFile,
            Step::Staged,
            Step::MovedAside,
        ] {
            let project = Project::new();
            project.publish(&old_site());
            let at = |now| if now == step { Err(stopped()) } else { Ok(()) };
            let answer = publish(
                &new_site(),
                &project.place(),
                Durability::Process,
                &Course { exchange, at: &at },
            );
            if step == Step::MovedAside && exchange == Exchange::InOneStep {
                continue;
            }
            assert!(answer.is_err());
            project.assert_published(&old_site());
            project.assert_nothing_left();
        }
    }
}

#[test]
fn what_somebody_puts_there_during_the_build_is_not_lost() {
    for exchange in [Exchange::InOneStep, Exchange::InTwoSteps] {
        // The last look before the exchange finds it; or the look at what came out does.
        for step in [Step::Staged, Step::Exchanged, Step::MovedAside] {
            let project = Project::new();
            project.publish(&old_site());
            let late_folder = match (step, exchange) {
                (Step::Staged, _) => "public",
                (Step::Exchanged, Exchange::InOneStep) => ".public.handbook-work/stage",
                (Step::MovedAside, Exchange::InTwoSteps) => ".public.handbook-work/old",
                _ => continue,
            };
            let at = |now| {
                if now == step {
                    project.write(&format!("{late_folder}/en/note.txt"), "mine");
                }
                Ok(())
            };
            let answer = publish(
                &new_site(),
                &project.place(),
                Durability::Process,
                &Course { exchange, at: &at },
            );
            assert_eq!(
                refusal_of(answer),
                Refusal::ForeignFiles(vec!["en/note.txt".to_owned()])
            );
            let mut expected = expected_tree(&old_site());
            expected.insert("en/note.txt".to_owned(), "mine".to_owned());
            assert_eq!(tree(&project.path("public")), expected);
            project.assert_nothing_left();
        }
    }
}

#[test]
fn an_output_that_was_exchanged_during_the_build_is_not_replaced() {
    for first in [true, false] {
        let project = Project::new();
        if !first {
            project.publish(&old_site());
        }
        let at = |now| {
            if now == Step::Staged {
                let _ = std::fs::rename(project.path("public"), project.path("aside"));
                std::fs::create_dir(project.path("public")).expect("folders can be made");
            }
            Ok(())
        };
        let course = Course {
            at: &at,
            ..Course::default()
        };
        let answer = publish(&new_site(), &project.place(), Durability::Process, &course);
        assert_eq!(refusal_of(answer), Refusal::Changed);
        assert_eq!(tree(&project.path("public")), BTreeMap::new());
        project.assert_nothing_left();
    }
}

#[test]
fn a_file_in_the_way_is_told_with_its_path() {
    let project = Project::new();
    project.publish(&old_site());
    // `en` cannot be a file and a folder.
    let broken = site(&[("en", "a file"), ("en/a.html", "rights")]);
    let error = to_disk(
        &broken,
        &project.root,
        &project.path("public"),
        Durability::Process,
    )
    .expect_err("it fails");
    let told = error.diagnostic();
    assert_eq!(told.mistake.code, "output-failed");
    assert!(
        told.message.starts_with("cannot write the file: "),
        "{}",
        told.message
    );
    project.assert_published(&old_site());
    project.assert_nothing_left();
}

/// Names the project in which a process started by the next test publishes.
#[cfg(unix)]
const ROOT_VARIABLE: &str = "HANDBOOK_TEST_PUBLISH_ROOT";

#[cfg(unix)]
fn large_site(text: &str) -> Site {
    let mut site = old_site();
    for page in 0..60 {
        let path = SitePath::new(format!("en/{page}.html")).expect("a good path");
        // Every third page is the same in both sites.
        let text = if page % 3 == 0 { "same" } else { text };
        site.files
            .insert(path, text.repeat(1_000).into_bytes().into());
    }
    site
}

#[cfg(unix)]
#[test]
#[ignore = "started in a process of its own by the next test"]
fn publish_until_killed() {
    let Some(root) = std::env::var_os(ROOT_VARIABLE).map(PathBuf::from) else {
        return;
    };
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
    for number in 0.. {
        let site = large_site(if number % 2 == 0 { "حق" } else { "权利" });
        to_disk(&site, &root, &root.join("public"), Durability::Process)
            .expect("the site can be published");
    }
}

#[cfg(unix)]
#[test]
fn builds_killed_at_any_instant_leave_a_whole_site() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    let one = expected_tree(&large_site("حق"));
    let other = expected_tree(&large_site("权利"));
    for kill in 0..12 {
        let program = std::env::current_exe().expect("this program has a path");
        let mut build = std::process::Command::new(program)
            .args([
                "--exact",
                "--ignored",
                "publish::disk::tests::interruptions::publish_until_killed",
            ])
            .env(ROOT_VARIABLE, &project.root)
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("this program can be started");
        while !project.path("public").exists() && matches!(build.try_wait(), Ok(None)) {
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_micros(20_000 + kill * 3_700));
        build.kill().expect("it can be killed");
        build.wait().expect("it ends");
        let found = tree(&project.path("public"));
        assert!(found == one || found == other, "after kill {kill}");
    }
    let mode = |path: &str| {
        std::fs::metadata(project.path(path)).map(|metadata| metadata.permissions().mode() & 0o7777)
    };
    assert_eq!(mode("public").ok(), Some(0o755));
    assert_eq!(mode("public/en/1.html").ok(), Some(0o644));
    project.publish(&new_site());
    project.assert_published(&new_site());
    project.assert_nothing_left();
}
