// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/bridge.h"

#include "ui/bridge/convert.h"

#include <algorithm>
#include <tuple>

namespace legenda::ui {

namespace {

constexpr int kLookInterval = 2000;  // ms

bool sameModels(const project::ProjectInfo& a, const project::ProjectInfo& b) {
    const auto facts = [](const project::ListedModel& model) {
        return std::tie(model.kind, model.file, model.inUse, model.figure, model.shippedFigure, model.devImages,
                        model.info.setting);
    };
    return a.inUse == b.inUse && a.problems == b.problems &&
           std::ranges::equal(a.models, b.models,
                              [&](const auto& left, const auto& right) { return facts(left) == facts(right); });
}

}  // namespace

Bridge::Bridge(session::Session::Config config, QObject* parent)
    : QObject(parent),
      delivery_(this),
      device_(config.device),
      resources_(config.resources.folder),
      session_(std::make_unique<session::Session>(std::move(config))),
      images_(*this, *session_, delivery_),
      models_(*this, *session_, delivery_),
      annotations_(*this, *session_, delivery_),
      people_(*session_, delivery_),
      review_(*session_, delivery_),
      upkeep_(*session_, delivery_),
      jobs_(*this, *session_, delivery_),
      records_(*session_, delivery_),
      results_(*session_, delivery_),
      predictions_(*session_, delivery_),
      live_(*session_, delivery_, resources_ / "adapters") {
    look_.setInterval(kLookInterval);
    connect(&look_, &QTimer::timeout, this, [this] {
        if (!project_) return;
        session_->projectChanges(delivery_.to<std::optional<project::ProjectInfo>>(this, [this](auto changed) {
            if (changed && *changed) takeModels(std::move(**changed));
        }));
    });
    look_.start();
    session_->upkeep().watch([this](const session::ProjectChanges& changes) {
        delivery_.post([this, changes] {
            if (changes.backupFailed) Q_EMIT backupFailed(*changes.backupFailed);
            if (changes.all || !changes.images.empty()) Q_EMIT annotationsChanged(changes.images, changes.all);
            if (changes.imageList) tellImagesChanged();
            if (changes.sentences) Q_EMIT sentencesChanged(0);
            if (changes.predictions || changes.all) Q_EMIT predictionsChanged();
            if (changes.evaluations || changes.all) Q_EMIT evaluationsChanged();
        });
    });
}

Bridge::~Bridge() {
    look_.stop();
    session_->upkeep().watch({});
    session_.reset();
}

void Bridge::openProject(QObject* context, const QString& folder, Answer<project::ProjectInfo> done) {
    session_->openProject(pathOf(folder), delivery_.to<project::ProjectInfo>(
                                              this, [this, guard = QPointer<QObject>(context), done](auto result) {
                                                  if (result) {
                                                      if (!project_ || project_->folder != result->folder)
                                                          delivery_.anotherProject();
                                                      project_ = *result;
                                                      Q_EMIT projectOpened(*project_);
                                                  }
                                                  if (guard && done) done(std::move(result));
                                              }));
}

void Bridge::refreshProject() {
    if (!project_) return;
    session_->projectInfo(delivery_.to<project::ProjectInfo>(this, [this](auto result) {
        if (!result || !project_ || result->folder != project_->folder) return;
        takeModels(*result);
        project_ = std::move(*result);
        Q_EMIT projectOpened(*project_);
    }));
}

void Bridge::tellImagesChanged() {
    Q_EMIT imagesChanged();
    refreshProject();
}

void Bridge::deliver(const std::filesystem::path& project, const std::function<void()>& answer) {
    if (!project_ || project_->folder != project) late_ = project;
    answer();
    late_.clear();
}

void Bridge::takeModels(project::ProjectInfo project) {
    if (!project_ || project.folder != project_->folder) return;
    const bool same = sameModels(*project_, project);
    project_ = std::move(project);
    if (!same) Q_EMIT modelsChanged(*project_);
}

void Bridge::dropRequests(QObject* context) {
    session_->dropRequests(askerOf(context).owner);
}

}  // namespace legenda::ui
