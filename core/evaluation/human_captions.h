// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/image_statistics.h"

#include <stop_token>
#include <vector>

namespace legenda::evaluation {

// Human captions, leave-one-out: text k of each item against its others, k = 1, 2, …, and the mean of these systems;
// `model` is scored on the same items and reference sets. Items with fewer than two texts take no part; `items` counts
// those that do. System k consists of the items that have a text k.
struct LeaveOneOut {
    metrics::CaptionFigures human, model;
    metrics::ImageStatistics humanStatistics, modelStatistics;  // images: of the items, as imageOf numbers them
};
LeaveOneOut leaveOneOut(const std::vector<std::vector<metrics::Tokens>>& texts,
                        const std::vector<metrics::Tokens>& model, const metrics::Meteor& meteor,
                        const std::vector<std::size_t>& imageOf, const std::stop_token& stop = {});

// The same for items with unequal numbers of texts (phrases of an entity): every text against the others of its item,
// all of them as one corpus, so that the few items with many texts form no system of their own.
LeaveOneOut pooledLeaveOneOut(const std::vector<std::vector<metrics::Tokens>>& texts,
                              const std::vector<metrics::Tokens>& model, const metrics::Meteor& meteor,
                              const std::vector<std::size_t>& imageOf, const std::stop_token& stop = {});

}  // namespace legenda::evaluation
