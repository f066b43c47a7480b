// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/dense_captions.h"
#include "core/inference/embedding_norms.h"
#include "core/inference/project_models.h"
#include "core/inference/questions.h"
#include "core/inference/reasons/reason_questions.h"
#include "core/project/project_info.h"
#include "core/session/queries.h"

#include <optional>

namespace legenda::session {

// Questions to the trained models of the open project, on a thread of their own, and which of them are in use. Reached
// through Session, whose rules hold.
class Models {
 public:
    Models(const OpenProject& project, Queries& queries);

    // Any question of core/inference/questions.h and reasons/reason_questions.h. A newer one of the same kind and asker
    // supersedes it.
    template <inference::Question Q>
    void ask(Q question, Callback<typename Q::Answer> done, const Asker& asker = {}) {
        using Answer = typename Q::Answer;
        const auto key = keyOf(asker, question.kind());
        worker_.postNewest<Answer>(
            key, std::move(done), [this, question = std::move(question)](std::stop_token stop) -> base::Result<Answer> {
                LEGENDA_TRY(models, ready());
                return question.answer(**models, {stop, {}});
            });
    }

    // A results file of DenseCap with this one image; written by the thread of the queries.
    void saveDescriptions(const std::filesystem::path& file, const std::string& image,
                          const std::vector<inference::CaptionResult>& described, Callback<std::filesystem::path> done);
    // The stored norms of the project's words and regions, if nothing has changed since; none: Jobs::norms() computes
    // them.
    void knownNorms(Callback<std::optional<inference::NormsReport>> done, const Asker& asker = {});
    void drop(const std::string& owner) { worker_.cancel(owner); }

 private:
    base::Result<inference::ProjectModels*> ready();

    const OpenProject& project_;
    Queries& queries_;
    Connection connection_;            // of the worker's thread
    inference::ProjectModels models_;  // likewise
    runtime::WorkerThread worker_;
};

}  // namespace legenda::session
