// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace legenda::ui {

// A preset to choose: its title and its description. GUI thread.
class ChoiceCard : public QAbstractButton {
    Q_OBJECT
 public:
    ChoiceCard(const QString& title, QString description, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    int heightForWidth(int width) const override;

 protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

 private:
    QString description_;
};

}  // namespace legenda::ui
