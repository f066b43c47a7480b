// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

namespace legenda::ui {

// How far the annotators of the open project agree. Disagreements are settled by edits (AnnotationsClient::apply).
// Reached through Bridge, whose rules hold.
class ReviewClient {
 public:
    ReviewClient(session::Session& session, Delivery& delivery) : session_(session), delivery_(delivery) {}

    void agreement(QObject* context, const evaluation::AgreementOptions& options,
                   Answer<evaluation::AgreementReport> done) {
        session_.review().agreement(options, delivery_.inProject(context, std::move(done)), askerOf(context));
    }

 private:
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
