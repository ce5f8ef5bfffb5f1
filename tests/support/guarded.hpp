#pragma once

// Buffers that notice a read or write outside them.

#include <cstddef>
#include <cstring>
#include <new>
#include <span>

#include <sys/mman.h>
#include <unistd.h>

namespace rectify_test {

/// n elements that end (or start) right at a page without access, with a page of sentinels on the other side: a read
/// or write beyond the guarded end is a segmentation fault, a write beyond the other is seen by untouched().
template <class T>
class guarded {
public:
    enum class guard { behind, before };

    guarded(std::size_t n, guard side) : n_(n)
    {
        page_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        const std::size_t room = (n * sizeof(T) + page_ - 1) / page_ * page_ + page_; // the elements, and sentinels
        length_ = room + 2 * page_;
        void* p = mmap(nullptr, length_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED) {
            throw std::bad_alloc();
        }
        base_ = static_cast<unsigned char*>(p);
        first_ = base_ + page_;
        last_ = first_ + room;
        mprotect(first_, room, PROT_READ | PROT_WRITE);
        std::memset(first_, sentinel, room);
        data_ = reinterpret_cast<T*>(side == guard::behind ? last_ - n * sizeof(T) : first_);
    }
    ~guarded() { munmap(base_, length_); }
    guarded(const guarded&) = delete;
    guarded& operator=(const guarded&) = delete;

    std::span<T> elements() const { return {data_, n_}; }

    /// Nothing but the elements has been written.
    bool untouched() const
    {
        const auto* begin = reinterpret_cast<const unsigned char*>(data_);
        for (const unsigned char* p = first_; p < last_; ++p) {
            if ((p < begin || p >= begin + n_ * sizeof(T)) && *p != sentinel) {
                return false;
            }
        }
        return true;
    }

private:
    static constexpr unsigned char sentinel = 0xA5;
    std::size_t n_;
    std::size_t page_ = 0;
    std::size_t length_ = 0;
    unsigned char* base_ = nullptr;
    unsigned char* first_ = nullptr;
    unsigned char* last_ = nullptr;
    T* data_ = nullptr;
};

} // namespace rectify_test
