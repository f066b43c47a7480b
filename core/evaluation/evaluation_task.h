// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/common.h"
#include "core/evaluation/evaluation.h"
#include "core/evaluation/items.h"
#include "core/evaluation/significance.h"
#include "core/model/checkpoint_info.h"

#include <memory>
#include <vector>

namespace legenda::evaluation {

// The figures of one evaluation, typed. Its JSON, made once at the end, holds the task's own entries.
struct Figures {
    virtual ~Figures() = default;
    virtual nlohmann::json toJson() const = 0;
};

struct Report {
    std::vector<model::CheckpointInfo> models;  // the evaluated models; none: another system's predictions (--from)
    std::unique_ptr<const Figures> figures;
    std::vector<Sample> samples{};  // of the figures, a section each
    std::vector<ItemList> items{};  // behind the figures of what is evaluated
    std::string program = {};       // the name of the evaluated program; empty: none
};

// One evaluation. A task is one file in tasks/: it defines `TaskPtr make_<stem>()`.
class EvaluationTask {
 public:
    virtual ~EvaluationTask() = default;
    virtual TaskInfo info() const = 0;
    virtual bool readsMeteor() const { return false; }  // Evaluation::meteor is loaded before
    virtual base::Result<Report> evaluate(Evaluation& evaluation) const = 0;
};
using TaskPtr = std::unique_ptr<EvaluationTask>;

std::vector<TaskPtr> evaluationTasks();  // generated: one entry per file in tasks/

}  // namespace legenda::evaluation
