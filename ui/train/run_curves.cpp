// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/run_curves.h"

#include "ui/charts/loss_chart.h"
#include "ui/train/run_list.h"

#include <algorithm>
#include <map>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kSoon = 500;  // ms

// Means of 24 equal parts: single steps are too noisy at this size.
std::vector<double> sparkOf(const std::vector<runs::CurvePoint>& curve) {
    constexpr std::size_t kParts = 24;
    std::vector<double> spark;
    const std::size_t parts = std::min(kParts, curve.size());
    for (std::size_t part = 0; part < parts; ++part) {
        const std::size_t from = part * curve.size() / parts, to = (part + 1) * curve.size() / parts;
        double sum = 0;
        for (std::size_t i = from; i < to; ++i) sum += curve[i].loss;
        spark.push_back(sum / static_cast<double>(to - from));
    }
    return spark;
}

}  // namespace

RunCurves::RunCurves(Bridge* bridge, LossChart* chart, RunListModel* runs, QObject* parent)
    : QObject(parent), bridge_(bridge), chart_(chart), runs_(runs) {
    timer_.setSingleShot(true);
    timer_.setInterval(kSoon);
    connect(&timer_, &QTimer::timeout, this, [this] {
        for (const auto& run : std::exchange(soon_, {})) read(run);
    });
}

void RunCurves::clear() {
    ++project_;
    open_.clear();
    again_.clear();
    soon_.clear();
    sparking_.clear();
    sparked_.clear();
    timer_.stop();
}

void RunCurves::readSoon(const QString& run) {
    soon_.insert(run);
    if (!timer_.isActive()) timer_.start();
}

void RunCurves::read(const QString& run) {
    soon_.remove(run);
    if (open_.contains(run)) {
        again_.insert(run);
        return;
    }
    open_[run] = 1;
    readFigures(run);
    if (!chart_->hasRun(run)) return;
    open_[run] += 2;
    readCurve(run);
    readSteps(run);
}

template <class T>
Answer<T> RunCurves::answer(const QString& run, bool tell, std::function<void(T&)> use) {
    return [this, run, tell, project = project_, use = std::move(use)](base::Result<T> read) {
        if (project != project_) return;
        if (read)
            use(*read);
        else if (tell)
            Q_EMIT failed(read.error());
        answered(run);
    };
}

void RunCurves::answered(const QString& run) {
    const auto open = open_.find(run);
    if (open == open_.end() || --*open > 0) return;
    open_.erase(open);
    if (again_.remove(run)) read(run);
}

// A run that ended before its first step has no curve: that is no failure to tell of.
void RunCurves::readCurve(const QString& run) {
    bridge_->records().runCurve(
        this, run, answer<std::vector<runs::CurvePoint>>(run, false, [this, run](std::vector<runs::CurvePoint>& curve) {
            std::vector<LossPoint> points;
            for (const auto& point : curve)
                points.push_back({static_cast<double>(point.step), point.epoch, point.loss});
            chart_->setCurve(run, points);
        }));
}

void RunCurves::readSteps(const QString& run) {
    bridge_->records().runSteps(
        this, run, answer<runs::StepSeries>(run, false, [this, run](runs::StepSeries& series) {
            std::map<QString, std::vector<FigurePoint>> byName;
            for (const auto& [name, points] : series)
                for (const auto& point : points)
                    byName[QString::fromStdString(name)].push_back(
                        {static_cast<double>(point.step), static_cast<int>(point.epoch), point.value});
            chart_->setSeries(run, std::move(byName));
        }));
}

void RunCurves::readFigures(const QString& run) {
    bridge_->records().runFigures(
        this, run,
        answer<std::vector<store::FigureRecord>>(run, true, [this, run](std::vector<store::FigureRecord>& figures) {
            std::map<QString, std::vector<FigurePoint>> byName;
            for (const auto& figure : figures)
                byName[QString::fromStdString(figure.name)].push_back(
                    {static_cast<double>(figure.step), figure.epoch, figure.value});
            chart_->setFigures(run, byName);
            Q_EMIT figuresRead(run, figures);
        }));
}

void RunCurves::readSpark(const QString& run) {
    if (sparking_.contains(run) || sparked_.contains(run)) return;
    sparking_.insert(run);
    sparked_.insert(run);
    bridge_->records().runCurve(
        this, run, [this, run, project = project_](const base::Result<std::vector<runs::CurvePoint>>& curve) {
            if (project != project_) return;
            sparking_.remove(run);
            if (curve && !curve->empty()) runs_->setSpark(run, sparkOf(*curve));
        });
}

}  // namespace legenda::ui
