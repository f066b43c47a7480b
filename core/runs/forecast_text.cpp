// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/listed.h"
#include "core/runs/forecast.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace legenda::runs {

namespace {

std::string grouped(std::int64_t number) {
    return number < 1000 ? fmt::format("{}", number) : fmt::format("{},{:03}", grouped(number / 1000), number % 1000);
}

std::string counted(std::int64_t number, const char* one, const char* several) {
    return fmt::format("{} {}", grouped(number), number == 1 ? one : several);
}

std::string bytesText(std::int64_t bytes) {
    const double number = static_cast<double>(bytes);
    if (number >= 1e10) return fmt::format("{} GB", std::llround(number / 1e9));
    if (number >= 1e9) return fmt::format("{:.1f} GB", number / 1e9);
    return fmt::format("{} MB", std::max<std::int64_t>(1, std::llround(number / 1e6)));
}

std::string durationText(double seconds) {
    if (seconds < 60) return fmt::format("{} s", std::max<std::int64_t>(1, std::llround(seconds)));
    if (seconds < 5400) return fmt::format("{} min", std::llround(seconds / 60));
    return fmt::format("{:.1f} h", seconds / 3600);
}

std::string parametersText(std::int64_t parameters) {
    if (parameters == 0) return "Its size is known once the training has begun";
    return parameters >= 1'000'000 ? fmt::format("{:.1f} million parameters", static_cast<double>(parameters) / 1e6)
                                   : grouped(parameters) + " parameters";
}

std::string dataText(const Forecast::Found& found) {
    std::vector<std::string> parts{counted(found.photographs, "photograph", "photographs"),
                                   counted(found.sentences, "sentence", "sentences")};
    if (found.boxes > 0) parts.push_back(counted(found.boxes, "box", "boxes"));
    if (found.phrases > 0) parts.push_back(counted(found.phrases, "phrase with a box", "phrases with boxes"));
    return fmt::format("{}; evaluated on {}", base::listed(parts, "and"),
                       found.heldOut ? fmt::format("{} of them, held out", grouped(found.dev))
                                     : fmt::format("{} of the dev split", grouped(found.dev)));
}

std::string stepsText(const Forecast& of) {
    const auto epochs = counted(of.epochs, "epoch", "epochs");
    if (of.stepsPerEpoch == 0) return epochs + "; the number of steps is known once the training has begun";
    return fmt::format("{} of {}: {}", epochs, counted(of.stepsPerEpoch, "step", "steps"),
                       counted(of.steps(), "step", "steps"));
}

std::string diskText(const Forecast& of) {
    std::vector<std::string> parts;
    const auto add = [&](std::int64_t bytes, const char* what) {
        if (bytes > 0) parts.push_back(fmt::format("{} {}", bytesText(bytes), what));
    };
    add(of.disk.features, "vectors");
    add(of.disk.checkpoints, "checkpoints");
    add(of.disk.scratch, "feature maps until its end");
    std::string text =
        parts.empty() ? "Known once the training has begun" : fmt::format("About {}", base::listed(parts, "and"));
    if (of.disk.free > 0) text += fmt::format("; {} are free", bytesText(of.disk.free));
    if (of.computed > 0)
        text += fmt::format(". The maps of {} do not fit its bound and are computed in every epoch",
                            counted(of.computed, "view", "views"));
    return text;
}

std::string timeText(const Forecast& of) {
    if (!of.speed) return "Said after the first steps: no run of this size has been trained on this machine";
    if (of.stepsPerEpoch == 0)
        return fmt::format("{} per step, as {}", durationText(of.speed->secondsPerStep), of.speed->run);
    return fmt::format("About {} of steps at the speed of {}, and the evaluations",
                       durationText(of.speed->secondsPerStep * static_cast<double>(of.steps())), of.speed->run);
}

}  // namespace

std::vector<ForecastLine> linesOf(const Forecast& of) {
    std::vector<ForecastLine> lines{
        {"Data", dataText(of.found)}, {"Steps", stepsText(of)}, {"Model", parametersText(of.parameters)}};
    if (of.vectorsMissing > 0)
        lines.push_back({"First", fmt::format("The regions of {} and their vectors are computed",
                                              counted(of.vectorsMissing, "photograph", "photographs"))});
    lines.push_back({"Disk", diskText(of)});
    lines.push_back({"Time", timeText(of)});
    return lines;
}

nlohmann::json forecastToJson(const Forecast& of) {
    nlohmann::json seconds, run;
    if (of.speed) {
        run = of.speed->run;
        if (of.stepsPerEpoch > 0) seconds = of.speed->secondsPerStep * static_cast<double>(of.steps());
    }
    const auto known = [](std::int64_t number) { return number > 0 ? nlohmann::json(number) : nlohmann::json(); };
    return {{"kind", of.kind},
            {"preset", of.preset},
            {"data",
             {{"photographs", of.found.photographs},
              {"sentences", of.found.sentences},
              {"boxes", of.found.boxes},
              {"phrases", of.found.phrases},
              {"dev", of.found.dev},
              {"held_out", of.found.heldOut}}},
            {"epochs", of.epochs},
            {"steps", known(of.steps())},
            {"parameters", known(of.parameters)},
            {"features_missing", of.vectorsMissing},
            {"maps_computed_each_epoch", of.computed},
            {"disk_bytes",
             {{"features", of.disk.features},
              {"checkpoints", known(of.disk.checkpoints)},
              {"scratch", of.disk.scratch},
              {"free", of.disk.free}}},
            {"seconds", seconds},
            {"measured_by", run},
            {"warnings", of.warnings}};
}

}  // namespace legenda::runs
