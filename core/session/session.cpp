// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include <future>

namespace legenda::session {

using base::Result;
using project::ProjectInfo;
using store::ProjectStore;

Session::Session(Config config)
    : project_(std::move(config)),
      describer_(project_.catalog()),
      queries_(project_),
      images_(project_, queries_),
      models_(project_, queries_),
      writer_(project_),
      imageEdits_(writer_),
      annotations_(queries_, writer_),
      tasks_(queries_, writer_),
      records_(project_, queries_, writer_),
      results_(project_),
      predictions_(project_, queries_),
      liveModels_(project_),
      review_(project_),
      upkeep_(project_, writer_),
      jobs_(project_) {}

// Jobs and questions are dropped, but waiting edits are written: they include the last words typed before the window
// closes.
Session::~Session() {
    std::promise<void> written;
    annotations_.whenWritten([&written](const Result<void>&) { written.set_value(); });
    written.get_future().wait();
}

void Session::openProject(const std::filesystem::path& folder, Callback<ProjectInfo> done) {
    queries_.postPlain(std::move(done), [this, folder](Connection& connection) -> Result<ProjectInfo> {
        auto opened = ProjectStore::open(folder, ProjectStore::Mode::Write);
        if (!opened) opened = ProjectStore::open(folder, ProjectStore::Mode::Read);
        if (!opened) return base::pass(opened);
        const bool another = project_.folder() != folder;
        LEGENDA_TRY(changes, opened->changesSince(-1, {}));
        LEGENDA_TRY(marks, opened->listMarks());
        project_.open(folder);
        if (another) writer_.signIn({});
        if (another) upkeep_.opened(folder, changes->number, *marks);
        auto& store = connection.take(std::move(*opened), folder);
        LEGENDA_TRY(info, describer_.describe(store));
        info->notice = project_.catalog().takeNotice(store);
        return info;
    });
}

void Session::projectInfo(Callback<ProjectInfo> done) {
    queries_.post(std::move(done), [this](ProjectStore& store) { return describer_.describe(store); });
}

void Session::projectChanges(Callback<std::optional<ProjectInfo>> done) {
    queries_.postNewest({"session", "changes"}, std::move(done),
                        [this](ProjectStore& store) { return describer_.changes(store); });
}

void Session::useModel(project::ModelKind kind, const std::string& which, Callback<ProjectInfo> done) {
    queries_.post(std::move(done), [this, kind, which](ProjectStore& store) -> Result<ProjectInfo> {
        LEGENDA_TRY(writable, ProjectStore::open(project_.folder()));
        LEGENDA_TRY(changed, project_.catalog().use(*writable, which, kind));
        return describer_.describe(store);
    });
}

void Session::dropRequests(const std::string& owner) {
    queries_.drop(owner);
    records_.drop(owner);
    results_.drop(owner);
    predictions_.drop(owner);
    liveModels_.drop(owner);
    images_.drop(owner);
    models_.drop(owner);
    review_.drop(owner);
}

}  // namespace legenda::session
