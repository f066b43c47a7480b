// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/models_client.h"

#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"

namespace legenda::ui {

void ModelsClient::align(QObject* context, std::int64_t image, const QString& sentence, double beta,
                         Answer<model::Alignment> done) {
    session_.align(image, sentence.toStdString(), beta, delivery_.inProject(context, std::move(done)),
                   askerOf(context));
}

void ModelsClient::alignBeside(QObject* context, std::int64_t image, const QString& sentence, double beta,
                               const session::AlignmentSource& source, Answer<model::Alignment> done) {
    session_.alignBeside(image, sentence.toStdString(), beta, source, delivery_.inProject(context, std::move(done)),
                         askerOf(context));
}

void ModelsClient::caption(QObject* context, std::int64_t image, std::optional<base::Box> box,
                           const model::DecodeOptions& options, Answer<inference::CaptionResult> done,
                           const QString& part) {
    session_.caption(image, box, options, delivery_.inProject(context, std::move(done)), askerOf(context, part));
}

void ModelsClient::describe(QObject* context, std::int64_t image, const model::DecodeOptions& options,
                            Answer<std::vector<inference::CaptionResult>> done) {
    session_.describe(image, options, delivery_.inProject(context, std::move(done)), askerOf(context));
}

void ModelsClient::saveDescriptions(QObject* context, const QString& file, const QString& image,
                                    const std::vector<inference::CaptionResult>& described,
                                    Answer<std::filesystem::path> done) {
    session_.saveDescriptions(pathOf(file), image.toStdString(), described, delivery_.to(context, std::move(done)));
}

void ModelsClient::search(QObject* context, const QString& text, bool regions, int top,
                          Answer<std::vector<inference::SearchHit>> done) {
    session_.search(text.toStdString(), regions, top, delivery_.inProject(context, std::move(done)), askerOf(context));
}

void ModelsClient::use(QObject* context, project::ModelKind kind, const QString& which,
                       Answer<session::ProjectInfo> done) {
    session_.useModel(kind, which.toStdString(),
                      delivery_.to<session::ProjectInfo>(
                          &bridge_, [&bridge = bridge_, guard = QPointer<QObject>(context), done](auto result) {
                              if (result) bridge.takeModels(*result);
                              if (guard && done) done(std::move(result));
                          }));
}

void ModelsClient::knownNorms(QObject* context, Answer<std::optional<inference::NormsReport>> done) {
    session_.knownNorms(delivery_.inProject(context, std::move(done)), askerOf(context));
}

}  // namespace legenda::ui
