// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/agreement.h"
#include "core/session/asker.h"
#include "core/session/open_project.h"

#include <optional>

namespace legenda::session {

// How far the annotators of the open project agree, computed on a thread of its own. What they do not agree on is
// settled by edits (Annotations::apply with store::Edit::Kind::Settle). Reached through Session, whose rules hold.
class Review {
 public:
    explicit Review(const OpenProject& project) : project_(project), worker_("review", 10, 1) {}

    void agreement(const evaluation::AgreementOptions& options, Callback<evaluation::AgreementReport> done,
                   const Asker& asker = {});
    void drop(const std::string& owner) { worker_.cancel(owner); }

 private:
    const OpenProject& project_;
    Connection connection_;                  // of the worker's thread
    std::optional<metrics::Meteor> meteor_;  // likewise; read at the first question
    runtime::WorkerThread worker_;
};

}  // namespace legenda::session
