//! Places that are refused: nothing there changes by a byte.

use std::path::Path;

use crate::publish::disk::Course;
use crate::publish::disk::Durability;
use crate::publish::disk::publish;
use crate::publish::disk::tests::Project;
use crate::publish::disk::tests::new_site;
use crate::publish::disk::tests::old_site;
use crate::publish::disk::tests::refusal_of;
use crate::publish::disk::tests::tree;
use crate::publish::disk::to_disk;
use crate::publish::error::PublishError;
use crate::publish::error::Refusal;
use crate::publish::place::OutputPlace;

#[test]
fn dangerous_places_are_refused_and_untouched() {
    let project = Project::new();
    project.write("notes/حق.txt", "not ours");
    project.write("file", "a file");
    project.write("damaged/.handbook-output", "handbook?\n");
    project.write("home/elsewhere/x", "");
    std::fs::create_dir(project.path("content/empty")).expect("folders can be made");
    let home = project.path("home/elsewhere");
    let before = project.everything();
    let refusal = |out: &Path| {
        let found = OutputPlace::find(&project.root, Some(&home), out);
        let answer = found.and_then(|place| {
            publish(&old_site(), &place, Durability::Process, &Course::default())
        });
        let refusal = refusal_of(answer);
        assert_eq!(project.everything(), before, "{}", out.display());
        refusal
    };
    let refused = |out: &str| refusal(&project.path(out));
    assert_eq!(refusal(Path::new("/")), Refusal::Root);
    assert_eq!(refused(""), Refusal::Project);
    assert_eq!(refused("."), Refusal::Project);
    assert_eq!(refused(".."), Refusal::Project);
    assert_eq!(refused("notes/../"), Refusal::Project);
    assert_eq!(refused("home"), Refusal::Home);
    assert_eq!(refused("home/elsewhere/"), Refusal::Home);
    for source in ["content", "i18n", "themes", "src"] {
        let expected = Refusal::Sources(project.path(source));
        assert_eq!(refused(source), expected);
        assert_eq!(refused(&format!("{source}/site/new")), expected);
    }
    assert_eq!(
        refused("content/empty"),
        Refusal::Sources(project.path("content"))
    );
    assert_eq!(refused("file"), Refusal::NotAFolder);
    assert_eq!(refused("notes"), Refusal::NotOurs);
    assert_eq!(refused("damaged"), Refusal::NotOurs);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_refused_and_untouched() {
    let project = Project::new();
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(project.path(to), project.path(from))
            .expect("links can be made");
    };
    std::fs::create_dir(project.path("empty")).expect("folders can be made");
    link("link", "empty");
    link("dangling", "none");
    link("sources", "content");
    let before = project.everything();
    let refusal = |out: &str| {
        refusal_of(to_disk(
            &old_site(),
            &project.root,
            &project.path(out),
            Durability::Process,
        ))
    };
    for out in ["link", "link/", "link/.", "dangling", "sources"] {
        assert_eq!(refusal(out), Refusal::NotAFolder, "{out}");
    }
    assert_eq!(
        refusal("sources/site"),
        Refusal::Sources(project.path("content"))
    );
    let answer = to_disk(
        &old_site(),
        &project.root,
        &project.path("dangling/site"),
        Durability::Process,
    );
    assert!(
        matches!(answer, Err(PublishError::InputOutput { .. })),
        "{answer:?}"
    );
    assert_eq!(project.everything(), before);
}

#[test]
fn foreign_files_are_listed_and_untouched() {
    let project = Project::new();
    project.publish(&old_site());
    project.write("public/notes.txt", "mine");
    project.write("public/en/ملاحظات.txt", "mine");
    let before = project.everything();
    let answer = to_disk(
        &new_site(),
        &project.root,
        &project.path("public"),
        Durability::Process,
    );
    let error = answer.expect_err("it is refused");
    let told = error.diagnostic();
    assert_eq!(told.mistake.code, "foreign-files");
    assert_eq!(
        told.message,
        "the output folder holds files that are not part of the site: `en/ملاحظات.txt`, `notes.txt`"
    );
    assert_eq!(project.everything(), before);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_page_is_foreign() {
    let project = Project::new();
    project.publish(&old_site());
    project.write("secret", "rights");
    let page = project.path("public/en/a.html");
    std::fs::remove_file(&page).expect("it is there");
    std::os::unix::fs::symlink(project.path("secret"), &page).expect("links can be made");
    let answer = to_disk(
        &old_site(),
        &project.root,
        &project.path("public"),
        Durability::Process,
    );
    assert_eq!(
        refusal_of(answer),
        Refusal::ForeignFiles(vec!["en/a.html".to_owned()])
    );
}

#[test]
fn a_work_folder_of_somebody_else_is_untouched() {
    for (name, text) in [
        ("precious.txt", "mine"),
        ("stage/x", "mine"),
        ("lock", "somebody else's lock"),
    ] {
        let project = Project::new();
        project.write(&format!(".public.handbook-work/{name}"), text);
        let before = project.everything();
        let answer = to_disk(
            &old_site(),
            &project.root,
            &project.path("public"),
            Durability::Process,
        );
        assert_eq!(
            refusal_of(answer),
            Refusal::WorkFolder(project.path(".public.handbook-work"))
        );
        assert_eq!(project.everything(), before);
    }
}

#[cfg(unix)]
#[test]
fn links_in_the_work_folder_are_not_followed() {
    let project = Project::new();
    project.publish(&old_site());
    project.write("precious/x", "mine");
    for name in ["stage", "old"] {
        let link = project.path(".public.handbook-work").join(name);
        std::os::unix::fs::symlink(project.path("precious"), link).expect("links can be made");
    }
    project.publish(&new_site());
    project.assert_published(&new_site());
    project.assert_nothing_left();
    assert_eq!(tree(&project.path("precious")).len(), 1);

    std::fs::rename(project.path(".public.handbook-work"), project.path("moved"))
        .expect("it is there");
    std::os::unix::fs::symlink(
        project.path("precious"),
        project.path(".public.handbook-work"),
    )
    .expect("links can be made");
    let answer = to_disk(
        &old_site(),
        &project.root,
        &project.path("public"),
        Durability::Process,
    );
    assert_eq!(
        refusal_of(answer),
        Refusal::WorkFolder(project.path(".public.handbook-work"))
    );
}
