// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/guide_line.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace legenda::ui {

namespace {
constexpr auto kKey = "browse.guide";
}  // namespace

GuideLine::GuideLine(Bridge* bridge, QWidget* parent) : QFrame(parent), bridge_(bridge) {
    setProperty("panel", true);
    auto* icon = new QLabel;
    icon->setPixmap(theme::iconPixmap(QStringLiteral("info"), theme::colours().accentText, 16, devicePixelRatioF()));
    auto* text = new QLabel(tr("Each box is where the model sees the words of its colour. R draws a box of your own."));
    text->setWordWrap(true);
    auto* close = new QToolButton;
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setIconSize({14, 14});
    close->setToolTip(tr("Close this line"));
    close->setAccessibleName(close->toolTip());
    close->setFocusPolicy(Qt::TabFocus);
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        bridge_->annotations().remember(QLatin1String(kKey), {});
    });
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(theme::kSpace3, theme::kSpace1, theme::kSpace2, theme::kSpace1);
    line->setSpacing(theme::kSpace2);
    line->addWidget(icon);
    line->addWidget(text, 1);
    line->addWidget(close);
    hide();
}

void GuideLine::setProject(const std::filesystem::path& folder) {
    project_ = folder;
    hide();
    bridge_->annotations().recall(this, QLatin1String(kKey), [this, folder](base::Result<std::string> guide) {
        if (folder == project_) setVisible(guide && !guide->empty());
    });
}

}  // namespace legenda::ui
