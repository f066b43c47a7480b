// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QAbstractButton;

namespace legenda::ui {

// A choice among a few options side by side; each is a radio button. Left and Right move the choice. GUI thread.
class Segmented : public QWidget {
    Q_OBJECT
 public:
    explicit Segmented(const QStringList& texts, QWidget* parent = nullptr);

    int current() const { return current_; }
    void setCurrent(int index);  // emits changed() if it differs
    void setToolTips(const QStringList& tips);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {sizeHint().width() * 2 / 3, sizeHint().height()}; }

 Q_SIGNALS:
    void changed(int index);

 protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

 private:
    void place();

    std::vector<QAbstractButton*> parts_;
    int current_ = 0;
};

}  // namespace legenda::ui
