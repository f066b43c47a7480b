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

    // Any question of core/inference/questions.h.
    template <inference::Question Q>
    void ask(QObject* context, Q question, Answer<typename Q::Answer> done, const QString& part = {}) {
        session_.models().ask(std::move(question), delivery_.inProject<typename Q::Answer>(context, std::move(done)),
                              askerOf(context, part));
    }
    void saveDescriptions(QObject* context, const QString& file, const QString& image,
                          const std::vector<inference::CaptionResult>& described, Answer<std::filesystem::path> done);
    // Stored in the project; then Bridge::modelsChanged. which: as project::CheckpointCatalog::use takes it.
    void use(QObject* context, project::ModelKind kind, const QString& which, Answer<project::ProjectInfo> done);
    // The stored embedding norms, if nothing has changed since; none: jobs().norms() computes them.
    void knownNorms(QObject* context, Answer<std::optional<inference::NormsReport>> done);

 private:
    Bridge& bridge_;
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
