// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/live_models.h"

namespace legenda::session {

using base::ErrorCode;
using base::JobContext;
using base::Result;
using inference::CaptionResult;
using inference::LiveSentence;
using store::ProjectStore;

LiveModels::LiveModels(const OpenProject& project) : project_(project), worker_("live", 0, 1) {
    worker_.post<void>({}, [](std::stop_token) -> base::Status {
        inference::LiveAnswers::removeAbandonedParts();
        return {};
    });
}

LiveModels::~LiveModels() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    starting_.request_stop();
}

std::optional<std::stop_token> LiveModels::startOfAStart() {
    const std::lock_guard lock(mutex_);
    if (over_) return {};
    starting_ = {};
    return starting_.get_token();
}

// A start is not stopped with the question that it was begun for: a newer one, of the next place of a box, waits for it
// as well.
base::Status LiveModels::begin(const std::string& command, std::uint64_t number, const std::stop_token& stop) {
    if (number <= failure_.last && command == failure_.command) return tl::unexpected<base::Error>(failure_.why);
    answers_.use(command);
    command_ = command;
    for (;;) {
        const auto token = startOfAStart();
        if (!token || stop.stop_requested()) return JobContext::cancelled();
        auto started = answers_.start({*token, {}});
        if (!started && started.error().code == ErrorCode::Cancelled) continue;  // or another owner dropped its own
        if (!started) return tl::unexpected<base::Error>(noted(std::move(started.error())));
        if (stop.stop_requested()) return JobContext::cancelled();
        return {};
    }
}

base::Error LiveModels::noted(base::Error error) {
    if (error.code != ErrorCode::Cancelled && !answers_.runs()) failure_ = {asked_.load(), command_, error};
    return error;
}

template <class T, class Ask>
Result<T> LiveModels::answered(const Question& question, const std::stop_token& stop, Ask ask) {
    LEGENDA_TRY(store, connection_.to(question.folder, ProjectStore::Mode::Read));
    LEGENDA_TRY(record, (*store)->image(question.image));
    LEGENDA_TRY(begun, begin(question.command, question.number, stop));
    Result<T> said = ask(*record);
    if (!said) return tl::unexpected<base::Error>(noted(std::move(said.error())));
    return said;
}

void LiveModels::caption(const std::string& command, std::int64_t image, const std::optional<base::Box>& box, int count,
                         Callback<CaptionResult> done, const Asker& asker) {
    worker_.postNewest<CaptionResult>(keyOf(asker, box ? "caption box" : "caption whole"), std::move(done),
                                      [this, asked = question(command, image), box, count](std::stop_token stop) {
                                          return answered<CaptionResult>(
                                              asked, stop, [&](const store::ImageRecord& of) {
                                                  auto said = answers_.caption(of.file, box, count, {stop, {}});
                                                  if (said) said->image = of.path;
                                                  return said;
                                              });
                                      });
}

void LiveModels::place(const std::string& command, std::int64_t image, const std::string& sentence,
                       const std::vector<base::Box>& regions, double beta, Callback<LiveSentence> done,
                       const Asker& asker) {
    worker_.postNewest<LiveSentence>(
        keyOf(asker, "place"), std::move(done),
        [this, asked = question(command, image), sentence, regions, beta](std::stop_token stop) {
            return answered<LiveSentence>(asked, stop, [&](const store::ImageRecord& of) {
                return answers_.place(of.file, regions, sentence, beta, {stop, {}});
            });
        });
}

void LiveModels::drop(const std::string& owner) {
    if (!worker_.cancel(owner)) return;
    const std::lock_guard lock(mutex_);
    starting_.request_stop();
}

void LiveModels::end() {
    worker_.post<void>({}, [this](std::stop_token) -> base::Status {
        answers_.use({});
        return {};
    });
}

}  // namespace legenda::session
