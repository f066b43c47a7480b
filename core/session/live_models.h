// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/live/live_answers.h"
#include "core/session/queries.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace legenda::session {

// Questions to a model that is not ours: a program that answers beside our models (core/live/live_model.h), by a
// command of the user's settings, never of a project. They have a thread of their own, so that nothing else waits for
// it. The program is started by its first question; a question to another command ends it, and so does the end of the
// session, with its process group. Where it was ended by an error, what was asked before fails with that error too, and
// the next question starts it anew. Parts of images that a killed window has left are removed at the beginning. Reached
// through Session, whose rules hold.
class LiveModels {
 public:
    explicit LiveModels(const OpenProject& project);
    ~LiveModels();

    // Captions of an image, or of a box on it, best first. A newer request of the asker replaces the older one, but a
    // start that has begun goes on. Errors name the program; kImageFault (predictor.h): it can be asked on.
    void caption(const std::string& command, std::int64_t image, const std::optional<base::Box>& box, int count,
                 Callback<inference::CaptionResult> done, const Asker& asker = {});
    // Where the words of a sentence are on an image: on these regions, or in boxes of the program's own for its noun
    // phrases (inference::LiveAnswers::place()). As caption() otherwise.
    void place(const std::string& command, std::int64_t image, const std::string& sentence,
               const std::vector<base::Box>& regions, double beta, Callback<inference::LiveSentence> done,
               const Asker& asker = {});
    // What the owner has asked; a start that has begun for it goes on.
    void withdraw(const std::string& owner) { worker_.cancel(owner); }
    // Ends a start as well, where it is the owner who waits for it.
    void drop(const std::string& owner);
    void end();  // the program, once what was asked before is answered

 private:
    struct Failure {
        std::uint64_t last = 0;  // number of the last question that was asked before it
        std::string command;
        base::Error why;
    };
    // About an image of the project that is open when it is asked.
    struct Question {
        std::filesystem::path folder;
        std::string command;
        std::int64_t image = 0;
        std::uint64_t number = 0;
    };
    Question question(const std::string& command, std::int64_t image) {
        return {project_.folder(), command, image, ++asked_};
    }
    // ask(image): asks the program, which runs by then.
    template <class T, class Ask>
    base::Result<T> answered(const Question& question, const std::stop_token& stop, Ask ask);
    base::Status begin(const std::string& command, std::uint64_t number, const std::stop_token& stop);
    std::optional<std::stop_token> startOfAStart();
    base::Error noted(base::Error error);

    const OpenProject& project_;
    Connection connection_;           // of the worker's thread
    inference::LiveAnswers answers_;  // likewise
    std::string command_;             // likewise: of the program that is asked
    Failure failure_;                 // likewise: the last one that ended a program
    std::atomic<std::uint64_t> asked_ = 0;
    std::mutex mutex_;
    std::stop_source starting_;
    bool over_ = false;  // no program is started any more
    runtime::WorkerThread worker_;
};

}  // namespace legenda::session
