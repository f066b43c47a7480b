// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/annotate_selection.h"
#include "ui/annotate/region_card.h"
#include "ui/annotate/region_card_field.h"
#include "ui/bridge/convert.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/banner.h"
#include "ui/controls/toast.h"

#include <QLabel>
#include <QPushButton>

#include <algorithm>
#include <memory>

namespace legenda::test {

// Annotate over a small project of its own, for tests by a user's acts.
class AnnotateWindow {
 public:
    explicit AnnotateWindow(UiProject& project) : project_(project) { open(); }

    // Waits until the page shows its image; false: it does not.
    bool open() {
        window_ = std::make_unique<PageWindow<ui::AnnotatePage>>(project_.project);
        return QTest::qWaitFor([this] { return shown(); }, 10000);
    }
    void close() { window_.reset(); }
    bool shown() { return page().settled() && page().image() != 0 && !canvas()->image().isNull(); }

    PageWindow<ui::AnnotatePage>& window() { return *window_; }
    ui::AnnotatePage& page() { return window_->page(); }
    ui::ImageCanvas* canvas() { return page().canvas(); }
    ui::AnnotateDocument* document() { return page().document(); }
    ui::SnippetField* field(std::size_t card = 0, std::size_t text = 0) {
        return page().cards().at(card)->fields().at(text);
    }
    // By the document; the boxes are in the project when it returns.
    QStringList make(const std::vector<QRectF>& boxes, const QString& text = {}) {
        QStringList ids;
        for (const QRectF& box : boxes) ids += document()->create(box, text);
        (void)QTest::qWaitFor([this] { return isSaved(); }, 10000);
        canvas()->setFocus();
        return ids;
    }
    bool isSaved() { return document()->saved() == ui::AnnotateDocument::Saved::Saved; }
    std::vector<store::RegionRecord> saved() { return saved(page().image()); }
    std::vector<store::RegionRecord> saved(std::int64_t image) { return must(project_.open().regions(image)); }
    QRectF savedBox(const QString& id) {
        for (const auto& region : saved())
            if (QString::fromStdString(region.uuid) == id) return ui::toQt(region.box);
        return {};
    }
    QPoint at(double x, double y) { return canvas()->toWidget(QPointF(x, y)).toPoint(); }
    void drag(const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(canvas(), Qt::LeftButton, modifiers, from);
        for (int i = 1; i <= 8; ++i) QTest::mouseMove(canvas(), from + (to - from) * i / 8);
        QTest::mouseRelease(canvas(), Qt::LeftButton, modifiers, to);
    }
    ui::Toast* toast() {
        for (auto* toast : window_->window().findChildren<ui::Toast*>(QString(), Qt::FindDirectChildrenOnly))
            if (toast->isVisible()) return toast;
        return nullptr;
    }
    bool said(const QString& words) {
        const auto holds = [&](const QWidget* place) {
            const auto labels = place->findChildren<QLabel*>();
            return std::ranges::any_of(labels, [&](const QLabel* label) { return label->text().contains(words); });
        };
        const auto* banner = page().findChild<ui::Banner*>();
        return (toast() && holds(toast())) || (banner->isVisible() && holds(banner));
    }

 private:
    UiProject& project_;
    std::unique_ptr<PageWindow<ui::AnnotatePage>> window_;
};

// A test whose functions each begin with a window on a project of their own: init() calls begin(), cleanup() end().
class AnnotateCase : public QObject {
 protected:
    void begin() {
        project_ = std::make_unique<UiProject>();
        window_ = std::make_unique<AnnotateWindow>(*project_);
        QVERIFY(w().shown());
    }
    void end() {
        window_.reset();
        project_.reset();
    }
    AnnotateWindow& w() { return *window_; }
    ui::ImageCanvas* canvas() { return w().canvas(); }

    std::unique_ptr<UiProject> project_;

 private:
    std::unique_ptr<AnnotateWindow> window_;
};

}  // namespace legenda::test
