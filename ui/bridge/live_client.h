// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"
#include "ui/bridge/live_programs.h"

#include <filesystem>
#include <optional>
#include <utility>

namespace legenda::ui {

// Questions to a program that the user has entered. Reached through Bridge, whose rules hold.
class LiveClient {
 public:
    // adapters: the folder of the shipped ones.
    LiveClient(session::Session& session, Delivery& delivery, std::filesystem::path adapters)
        : session_(session), delivery_(delivery), adapters_(std::move(adapters)) {}

    // Captions of an image, or of a box on it, best first. Unsupported, without asking, where pictures would be sent to
    // an address that was not agreed to; see session::LiveModels::caption().
    void caption(QObject* context, const LiveProgram& program, std::int64_t image, const std::optional<base::Box>& box,
                 int count, Answer<inference::CaptionResult> done);
    void end(QObject* context);  // drops what the context has asked, and ends the program

 private:
    session::Session& session_;
    Delivery& delivery_;
    const std::filesystem::path adapters_;
};

}  // namespace legenda::ui
