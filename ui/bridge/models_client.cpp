// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/models_client.h"

#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"

namespace legenda::ui {

void ModelsClient::saveDescriptions(QObject* context, const QString& file, const QString& image,
                                    const std::vector<inference::CaptionResult>& described,
                                    Answer<std::filesystem::path> done) {
    session_.models().saveDescriptions(pathOf(file), image.toStdString(), described,
                                       delivery_.to(context, std::move(done)));
}

void ModelsClient::use(QObject* context, project::ModelKind kind, const QString& which,
                       Answer<project::ProjectInfo> done) {
    session_.useModel(kind, which.toStdString(),
                      delivery_.to<project::ProjectInfo>(
                          &bridge_, [&bridge = bridge_, guard = QPointer<QObject>(context), done](auto result) {
                              if (result) bridge.takeModels(*result);
                              const auto& open = bridge.project();
                              if (result && (!open || open->folder != result->folder))
                                  result = base::JobContext::cancelled();
                              if (guard && done) done(std::move(result));
                          }));
}

void ModelsClient::knownNorms(QObject* context, Answer<std::optional<inference::NormsReport>> done) {
    session_.models().knownNorms(delivery_.inProject(context, std::move(done)), askerOf(context));
}

}  // namespace legenda::ui
