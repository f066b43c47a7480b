// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"

namespace legenda::data {

base::Result<Dataset> DatasetReader::stream(const std::filesystem::path& root, const base::JobContext& context,
                                            const SampleSink& sink) const {
    auto data = read(root, context);
    if (!data) return data;
    auto samples = std::move(data->samples);
    data->samples.clear();
    for (auto& sample : samples)
        if (auto taken = sink(*data, std::move(sample)); !taken) return base::pass(taken);
    return data;
}

}  // namespace legenda::data
