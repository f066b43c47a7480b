// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_curve.h"

#include "core/base/files.h"
#include "core/runs/run_state.h"
#include "core/store/project_store.h"
#include "core/trainers/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>
#include <utility>

namespace legenda::runs {

namespace {

constexpr std::array<std::pair<const char*, float trainers::StepRecord::*>, 3> kSeries{
    {{"step.learningRate", &trainers::StepRecord::learningRate},
     {"step.gradientNorm", &trainers::StepRecord::gradientNorm},
     {"step.seconds", &trainers::StepRecord::seconds}}};

std::size_t strideOf(std::size_t points, std::size_t mostPoints) {
    return mostPoints == 0 ? 1 : std::max<std::size_t>(1, (points + mostPoints - 1) / mostPoints);
}

}  // namespace

base::Result<std::vector<CurvePoint>> readCurve(const std::filesystem::path& project, const std::string& run,
                                                std::size_t mostPoints) {
    LEGENDA_TRY(records, trainers::readCurveFile(runFolder(project, run) / "curve.bin"));
    // Means over intervals of equal numbers of steps: a thinned curve shows the trend, not single steps.
    const std::size_t stride = strideOf(records->size(), mostPoints);
    std::vector<CurvePoint> points;
    for (std::size_t first = 0; first < records->size(); first += stride) {
        const std::size_t last = std::min(records->size(), first + stride);
        double loss = 0;
        for (std::size_t i = first; i < last; ++i) loss += (*records)[i].loss;
        points.push_back({(*records)[last - 1].step, (*records)[last - 1].epoch,
                          static_cast<float>(loss / static_cast<double>(last - first))});
    }
    return points;
}

base::Result<StepSeries> readSteps(const std::filesystem::path& project, const std::string& run,
                                   std::size_t mostPoints) {
    LEGENDA_TRY(records, trainers::readStepsFile(runFolder(project, run) / "steps.bin"));
    const std::size_t stride = strideOf(records->size(), mostPoints);
    StepSeries series;
    for (const auto& [name, member] : kSeries)
        for (std::size_t first = 0; first < records->size(); first += stride) {
            const std::size_t last = std::min(records->size(), first + stride);
            double sum = 0;
            int measured = 0;
            for (std::size_t i = first; i < last; ++i)
                if (const float value = (*records)[i].*member; std::isfinite(value)) sum += value, ++measured;
            if (measured > 0)
                series[name].push_back({(*records)[last - 1].step, (*records)[last - 1].epoch, sum / measured});
        }
    return series;
}

base::Status exportCurves(const std::filesystem::path& project, const std::vector<std::string>& runs,
                          const std::filesystem::path& file) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    return base::writeFileAtomically(file, [&](std::ostream& out) -> base::Status {
        out << "run,step,epoch,name,value\n";
        for (const auto& run : runs) {
            LEGENDA_TRY(curve, readCurve(project, run, 0));
            LEGENDA_TRY(series, readSteps(project, run, 0));
            LEGENDA_TRY(figures, store->figures(run));
            for (const auto& point : *curve)
                out << fmt::format("{},{},{},loss,{}\n", run, point.step, point.epoch, point.loss);
            for (const auto& [name, points] : *series)
                for (const auto& point : points)
                    out << fmt::format("{},{},{},{},{:.9g}\n", run, point.step, point.epoch, name, point.value);
            for (const auto& figure : *figures)
                out << fmt::format("{},{},{},{},{}\n", run, figure.step, figure.epoch, figure.name, figure.value);
        }
        return {};
    });
}

}  // namespace legenda::runs
