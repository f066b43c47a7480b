// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/data/snippet_format.h"
#include "core/project/resources.h"
#include "core/store/records.h"

namespace legenda::exchange {

using SnippetItem = data::snippets::Item;

struct SnippetsReport {
    std::string format;
    std::int64_t images = 0, boxes = 0, texts = 0;
    std::vector<SnippetItem> snippets;
    std::vector<data::Problem> skipped;
};

// format "": recognised by content. Formats now: csv (ours), coco.
base::Result<SnippetsReport> inspectSnippets(const std::filesystem::path& file, const std::string& format,
                                             const base::JobContext& context);
base::Result<SnippetsReport> importSnippets(const std::filesystem::path& project, const std::filesystem::path& file,
                                            const std::string& format, const base::JobContext& context);
base::Result<SnippetsReport> exportSnippets(const std::filesystem::path& project, const std::filesystem::path& file,
                                            const std::string& format, const base::JobContext& context);

// Copies the demo photographs to DIR/demo, imports them into DIR/demo.legenda, and adds the Entities phrases as regions
// with texts. Returns the project's folder. An existing demo project there is left as it is.
base::Result<std::filesystem::path> makeDemo(const project::Resources& resources,
                                             const std::filesystem::path& directory, const base::JobContext& context);

}  // namespace legenda::exchange
