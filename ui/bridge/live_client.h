// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"
#include "ui/bridge/live_programs.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
    // Where the words of a sentence are on an image: see session::LiveModels::place(). Unsupported as above.
    void place(QObject* context, const LiveProgram& program, std::int64_t image, const std::string& sentence,
               const std::vector<base::Box>& regions, double beta, Answer<inference::LiveSentence> done);
    void withdraw(QObject* context);  // what the context has asked; a start that has begun goes on
    void end(QObject* context);       // drops what the context has asked, and ends the program

 private:
    base::Status mayBeAsked(const LiveProgram& program) const;

    session::Session& session_;
    Delivery& delivery_;
    const std::filesystem::path adapters_;
};

}  // namespace legenda::ui
