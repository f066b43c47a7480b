// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/review.h"

#include "core/evaluation/score.h"

namespace legenda::session {

void Review::agreement(const evaluation::AgreementOptions& options, Callback<evaluation::AgreementReport> done,
                       const Asker& asker) {
    worker_.postNewest<evaluation::AgreementReport>(
        keyOf(asker, "agreement"), std::move(done),
        [this, options](std::stop_token stop) -> base::Result<evaluation::AgreementReport> {
            LEGENDA_TRY(store, connection_.to(project_.folder(), store::ProjectStore::Mode::Read));
            if (!meteor_) {
                LEGENDA_TRY(meteor, evaluation::loadMeteor(project_.config().resources));
                meteor_.emplace(std::move(*meteor));
            }
            return evaluation::agreement(**store, options, &*meteor_, {stop, {}});
        });
}

}  // namespace legenda::session
