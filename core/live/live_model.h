// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/job_context.h"
#include "core/base/matrix.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace legenda::live {

// How long a program may take, and how much it may say on one line.
struct Limits {
    std::chrono::milliseconds ready{30'000}, answer{60'000};
    std::size_t line = 1 << 20;  // bytes
};

// Error.key of a request that cannot be answered (the program says so, or its image cannot be read): the program can
// be asked on. After every other error but Cancelled it has been ended.
inline constexpr const char* kOfRequest = "live.request";

// The COMMAND of "exec:COMMAND"; none for anything else. Only for what the user has typed or set: a project or a
// checkpoint never names a command.
std::optional<std::string> commandOf(std::string_view model);

struct LiveCaption {
    std::string text;
    double logProb = 0;  // NaN: the program gave none
};

struct LiveBox {
    base::Box box;  // full-size pixels
    double score = 0;
};

// A model that is not ours: a program that reads one JSON request a line and answers one a line. Its first line says
//   {"ready":true,"name":"my model","tasks":["caption","ground","align"]}
// and then, for images by their absolute paths, boxes as [x, y, w, h] in pixels of the upright full-size image, and
// words of a sentence at its spaces, each with its "id":
//   {"id":1,"task":"caption","image":"/a.jpg","box":[x,y,w,h] or null,"n":3}
//     -> {"id":1,"captions":[{"text":"a dog","log_prob":-3.2}]}, best first, at least one; the log_prob may
//        be left out
//   {"id":2,"task":"ground","image":…,"sentence":"A dog runs","phrases":[[0,2]]}
//     -> {"id":2,"boxes":[{"phrase":0,"box":[x,y,w,h],"score":0.7}]}; of several of a phrase the best counts
//   {"id":3,"task":"align","image":…,"sentence":…,"words":["A","dog","runs"],"boxes":[[x,y,w,h]]}
//     -> {"id":3,"scores":[[…]]}, words x boxes
// or {"id":…,"error":"why"}. Every request also has the image's "width" and "height", and a caption request of a box
// "crop", the path of a JPEG of what is inside it, there until the answer. Unknown keys are ignored both ways. Owned by
// one thread; not thread-safe.
class LiveModel {
 public:
    // Runs the command by the shell and waits until it is ready. Errors name the program and what it did.
    static base::Result<LiveModel> start(const std::string& command, const base::JobContext& context,
                                         const Limits& limits = {});
    LiveModel(LiveModel&&) noexcept;
    LiveModel& operator=(LiveModel&&) noexcept;
    ~LiveModel();

    const std::string& name() const;
    bool runs() const;  // it has not been ended
    bool answers(const std::string& task) const;

    // Errors: kOfRequest; Unsupported for a task that the program does not have; Cancelled at once when the context is
    // stopped, and a late answer is passed over. Cancelled aside, a program that does not keep to the protocol or the
    // limits is ended.
    base::Result<std::vector<LiveCaption>> caption(const std::filesystem::path& image,
                                                   const std::optional<base::Box>& box, int count,
                                                   const base::JobContext& context);
    // The best box of each phrase, words [start, end); none where the program gave none.
    base::Result<std::vector<std::optional<LiveBox>>> ground(const std::filesystem::path& image,
                                                             const std::string& sentence,
                                                             const std::vector<std::pair<int, int>>& phrases,
                                                             const base::JobContext& context);
    // [words, boxes] of the sentence's words at its spaces.
    base::Result<base::Matrix> align(const std::filesystem::path& image, const std::string& sentence,
                                     const std::vector<base::Box>& boxes, const base::JobContext& context);

 private:
    struct Impl;
    explicit LiveModel(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// The words of a sentence at its spaces.
std::vector<std::string> wordsAtSpaces(const std::string& sentence);

}  // namespace legenda::live
