// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

namespace legenda::ui {

class Bridge;

// Questions to the trained models, and which of them are in use. Reached through Bridge, whose rules hold.
class ModelsClient {
 public:
    ModelsClient(Bridge& bridge, session::Session& session, Delivery& delivery)
        : bridge_(bridge), session_(session), delivery_(delivery) {}

    void align(QObject* context, std::int64_t image, const QString& sentence, double beta,
               Answer<model::Alignment> done);
    void alignBeside(QObject* context, std::int64_t image, const QString& sentence, double beta,
                     const session::AlignmentSource& source, Answer<model::Alignment> done);
    void caption(QObject* context, std::int64_t image, std::optional<base::Box> box,
                 const model::DecodeOptions& options, Answer<inference::CaptionResult> done, const QString& part = {});
    void describe(QObject* context, std::int64_t image, const model::DecodeOptions& options,
                  Answer<std::vector<inference::CaptionResult>> done);
    void saveDescriptions(QObject* context, const QString& file, const QString& image,
                          const std::vector<inference::CaptionResult>& described, Answer<std::filesystem::path> done);
    void search(QObject* context, const QString& text, bool regions, int top,
                Answer<std::vector<inference::SearchHit>> done);
    // Stored in the project; then Bridge::modelsChanged. which: as project::CheckpointCatalog::use takes it.
    void use(QObject* context, project::ModelKind kind, const QString& which, Answer<session::ProjectInfo> done);
    // Embedding norms as they were computed for what is there now; none: jobs().norms() would compute them.
    void knownNorms(QObject* context, Answer<std::optional<inference::NormsReport>> done);

 private:
    Bridge& bridge_;
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
