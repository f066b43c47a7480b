// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/browse/panel/panel_section.h"

namespace legenda::ui {

class BrowseProposals;
class BrowseState;
class RegionRows;

// The regions of the alignment as a list, and the proposals that are shown beside them. GUI thread.
class RegionSection : public PanelSection {
    Q_OBJECT
 public:
    RegionSection(BrowseState* state, BrowseProposals* proposals);

 private:
    void showAlignment();

    BrowseState* state_;
    RegionRows* rows_;
};

}  // namespace legenda::ui
