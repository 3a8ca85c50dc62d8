//! The interpreter loop: one arm for each instruction. Fast cases are here; the others call
//! into the files beside it. It is one long function because a call costs more than most
//! instructions do.

use std::rc::Rc;

use super::Vm;
use crate::compile::ir::{Instr, Reg};
use crate::runtime::machine::ops;
use crate::runtime::value::Value;
use crate::runtime::value::equality;
use crate::runtime::value::fault::Outcome;

impl Vm<'_> {
    /// Runs until the frame above `floor` has returned.
    pub(super) fn run(&mut self, floor: usize) -> Outcome<Value> {
        loop {
            match self.execute(floor) {
                Ok(value) => return Ok(value),
                Err(fault) => self.recover(fault, floor)?,
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "dispatch")]
    #[expect(clippy::cognitive_complexity, reason = "dispatch")]
    fn execute(&mut self, floor: usize) -> Outcome<Value> {
        let frame = self.frames.last().expect("a frame was pushed");
        let mut function = frame.function.clone();
        let mut base;
        let mut pc;

        macro_rules! reg {
            ($r:expr) => {
                self.stack[base + $r as usize]
            };
        }
        macro_rules! set {
            ($r:expr, $value:expr) => {{
                let value = $value;
                reg!($r).put(value);
            }};
        }
        // If a fault leaves the loop, the frame must know the instruction after the failed one.
        macro_rules! save {
            () => {
                self.frames.last_mut().expect("a frame is running").pc = pc
            };
        }
        macro_rules! attempt {
            ($e:expr) => {
                match $e {
                    Ok(value) => value,
                    Err(fault) => {
                        save!();
                        return Err(fault);
                    }
                }
            };
        }
        macro_rules! jump {
            ($target:expr) => {
                pc = $target as usize
            };
        }
        macro_rules! skip {
            ($offset:expr) => {
                pc = (pc as isize + $offset as isize) as usize
            };
        }
        // Values that own nothing are written in two parts, directly to their register. A value
        // that might have to be dropped on the way (the register might not exist) would be
        // built elsewhere and copied as a whole, which waits for store forwarding.
        macro_rules! set_plain {
            ($dst:expr, $value:expr) => {{
                let place = &mut reg!($dst);
                place.release();
                place.write($value);
            }};
        }
        macro_rules! copy {
            ($dst:expr, $from:expr) => {
                match $from {
                    Value::Int(n) => {
                        let n = *n;
                        set_int!($dst, n);
                    }
                    Value::Bool(b) => {
                        let b = *b;
                        set_plain!($dst, Value::Bool(b));
                    }
                    Value::Null => set_plain!($dst, Value::Null),
                    Value::Object(object) => {
                        let object = object.clone();
                        set_plain!($dst, Value::Object(object));
                    }
                    Value::Str(text) => {
                        let text = text.clone();
                        set_plain!($dst, Value::Str(text));
                    }
                    Value::Type(class) => {
                        let class = class.clone();
                        set_plain!($dst, Value::Type(class));
                    }
                    other => set!($dst, other.clone()),
                }
            };
        }
        macro_rules! take {
            ($dst:expr, $src:expr) => {
                match &mut reg!($src) {
                    Value::Int(n) => {
                        let n = *n;
                        set_int!($dst, n);
                    }
                    Value::Bool(b) => {
                        let b = *b;
                        set_plain!($dst, Value::Bool(b));
                    }
                    Value::Str(text) => {
                        let text = text.clone();
                        reg!($src) = Value::Null;
                        set_plain!($dst, Value::Str(text));
                    }
                    Value::List(items) => {
                        let items = items.clone();
                        reg!($src) = Value::Null;
                        set_plain!($dst, Value::List(items));
                    }
                    other => {
                        let value = std::mem::take(other);
                        set!($dst, value);
                    }
                }
            };
        }
        // An integer replaces an integer: nothing is dropped, and eight bytes are written.
        macro_rules! set_int {
            ($dst:expr, $n:expr) => {
                match &mut reg!($dst) {
                    Value::Int(place) => *place = $n,
                    other => {
                        other.release();
                        other.write(Value::Int($n));
                    }
                }
            };
        }
        macro_rules! operate {
            ($dst:expr, $a:expr, $b:expr, $slow:path) => {{
                save!();
                self.operate(base, ($dst, $a, $b), $slow)?;
            }};
        }
        macro_rules! arithmetic {
            ($dst:expr, $a:expr, $b:expr, $checked:ident, $float:tt, $slow:path) => {
                match (&reg!($a), &reg!($b)) {
                    (Value::Int(x), Value::Int(y)) => match x.$checked(*y) {
                        Some(n) => set_int!($dst, n),
                        None => operate!($dst, $a, $b, $slow),
                    },
                    (Value::Float(x), Value::Float(y)) => {
                        let value = x.get() $float y.get();
                        set_plain!($dst, Value::float(value));
                    }
                    _ => operate!($dst, $a, $b, $slow),
                }
            };
        }
        macro_rules! arithmetic_small {
            ($dst:expr, $a:expr, $value:expr, $checked:ident, $slow:path) => {{
                let value = match &reg!($a) {
                    Value::Int(x) => x.$checked(i64::from($value)),
                    _ => None,
                };
                match value {
                    Some(n) => set_int!($dst, n),
                    None => {
                        save!();
                        self.operate_small(base, $dst, $a, $value, $slow)?;
                    }
                }
            }};
        }
        macro_rules! compare {
            ($a:expr, $b:expr, $op:tt, $slow:path) => {
                match (&reg!($a), &reg!($b)) {
                    (Value::Int(x), Value::Int(y)) => x $op y,
                    _ => {
                        save!();
                        self.compare(base, $a, $b, $slow)?
                    }
                }
            };
        }
        macro_rules! compare_small {
            ($a:expr, $value:expr, $op:tt, $slow:path) => {
                match &reg!($a) {
                    Value::Int(x) => *x $op i64::from($value),
                    _ => {
                        save!();
                        self.compare_small(base, $a, $value, $slow)?
                    }
                }
            };
        }
        macro_rules! unless {
            ($condition:expr, $offset:expr) => {
                if !$condition {
                    skip!($offset);
                }
            };
        }
        macro_rules! finish {
            ($value:expr) => {{
                let result = self.leave();
                if self.frames.len() == floor {
                    return Ok($value);
                }
                let place = &mut self.stack[result];
                place.release();
                place.write($value);
            }};
        }
        macro_rules! store {
            ($target:expr, $index:expr, $at:expr, $value:expr) => {{
                let list = match &mut reg!($target) {
                    Value::List(list) => Rc::get_mut(list),
                    _ => None,
                };
                match list.and_then(|list| list.get_mut($at)) {
                    Some(place) => {
                        place.release();
                        place.write($value);
                    }
                    None => {
                        save!();
                        self.store_index(base, $target, $index, $value)?;
                    }
                }
            }};
        }
        macro_rules! equals {
            ($a:expr, $b:expr) => {
                match (&reg!($a), &reg!($b)) {
                    (Value::Int(x), Value::Int(y)) => x == y,
                    (a, b) => equality::equal(a, b),
                }
            };
        }
        macro_rules! truth {
            ($r:expr) => {
                match &reg!($r) {
                    Value::Bool(b) => b.get(),
                    other => other.truth(),
                }
            };
        }

        'frames: loop {
            let frame = self.frames.last().expect("a frame is running");
            if !Rc::ptr_eq(&function, &frame.function) {
                function = frame.function.clone();
            }
            base = frame.base;
            pc = frame.pc;
            let function = &*function;
            let instrs = function.code.instrs.as_slice();
            loop {
                let instr = instrs[pc];
                pc += 1;
                match instr {
                    Instr::Move { dst, src } => copy!(dst, &reg!(src)),
                    Instr::Take { dst, src } => take!(dst, src),
                    Instr::Keep { dst, src } => {
                        if self.lazy {
                            save!();
                            self.freeze_register(base + src as usize)?;
                        }
                        take!(dst, src);
                    }
                    Instr::Int { dst, value } => set_int!(dst, i64::from(value)),
                    Instr::Const { dst, index } => copy!(dst, &function.consts[index as usize]),
                    Instr::Null { dst } => set_plain!(dst, Value::Null),
                    Instr::Bool { dst, value } => set_plain!(dst, Value::bool(value)),
                    Instr::Missing { dst } => set_plain!(dst, Value::Missing),

                    Instr::Add { dst, a, b } => arithmetic!(dst, a, b, checked_add, +, ops::add),
                    Instr::Sub { dst, a, b } => arithmetic!(dst, a, b, checked_sub, -, ops::sub),
                    Instr::Mul { dst, a, b } => arithmetic!(dst, a, b, checked_mul, *, ops::mul),
                    Instr::AddInt { dst, a, value } => {
                        arithmetic_small!(dst, a, value, checked_add, ops::add);
                    }
                    Instr::SubInt { dst, a, value } => {
                        arithmetic_small!(dst, a, value, checked_sub, ops::sub);
                    }
                    Instr::MulInt { dst, a, value } => {
                        arithmetic_small!(dst, a, value, checked_mul, ops::mul);
                    }
                    Instr::ModInt { dst, a, value } => {
                        arithmetic_small!(dst, a, value, checked_rem_euclid, ops::modulo);
                    }
                    Instr::Div { dst, a, b } => operate!(dst, a, b, ops::div),
                    Instr::Mod { dst, a, b } => operate!(dst, a, b, ops::modulo),
                    Instr::Append { target, b } => {
                        let sum = match (&reg!(target), &reg!(b)) {
                            (Value::Int(x), Value::Int(y)) => x.checked_add(*y),
                            _ => None,
                        };
                        match sum {
                            Some(n) => set_int!(target, n),
                            None => {
                                save!();
                                self.append(base + target as usize, base + b as usize)?;
                            }
                        }
                    }

                    Instr::Push { target, start, count } => {
                        save!();
                        let start = base + start as usize;
                        self.push_items(base + target as usize, start, count as usize)?;
                    }

                    Instr::UnlessLess { a, b, offset } => {
                        unless!(compare!(a, b, <, ops::less), offset);
                    }
                    Instr::UnlessLessEqual { a, b, offset } => {
                        unless!(compare!(a, b, <=, ops::less_equal), offset);
                    }
                    Instr::UnlessEqual { a, b, offset } => {
                        unless!(equals!(a, b), offset);
                    }
                    Instr::UnlessLessInt { a, value, offset } => {
                        unless!(compare_small!(a, value, <, ops::less), offset);
                    }
                    Instr::UnlessLessEqualInt { a, value, offset } => {
                        unless!(compare_small!(a, value, <=, ops::less_equal), offset);
                    }
                    Instr::UnlessGreaterInt { a, value, offset } => {
                        unless!(compare_small!(a, value, >, ops::greater), offset);
                    }
                    Instr::UnlessGreaterEqualInt { a, value, offset } => {
                        unless!(compare_small!(a, value, >=, ops::greater_equal), offset);
                    }
                    Instr::UnlessEqualInt { a, value, offset } => {
                        let equal = match &reg!(a) {
                            Value::Int(x) => *x == i64::from(value),
                            other => equality::equal(other, &Value::Int(i64::from(value))),
                        };
                        unless!(equal, offset);
                    }
                    Instr::Jump { target } => jump!(target),
                    Instr::JumpIf { cond, target } => {
                        if truth!(cond) {
                            jump!(target);
                        }
                    }
                    Instr::JumpIfNot { cond, target } => {
                        if !truth!(cond) {
                            jump!(target);
                        }
                    }
                    Instr::JumpIfNull { cond, target } => {
                        if reg!(cond).is_null() {
                            jump!(target);
                        }
                    }
                    Instr::JumpIfNotNull { cond, target } => {
                        if !reg!(cond).is_null() {
                            jump!(target);
                        }
                    }
                    Instr::Loop { target } => {
                        attempt!(self.tick());
                        jump!(target);
                    }

                    Instr::Less { dst, a, b } => {
                        let holds = compare!(a, b, <, ops::less);
                        set_plain!(dst, Value::bool(holds));
                    }
                    Instr::LessEqual { dst, a, b } => {
                        let holds = compare!(a, b, <=, ops::less_equal);
                        set_plain!(dst, Value::bool(holds));
                    }
                    Instr::Greater { dst, a, b } => {
                        let holds = compare!(a, b, >, ops::greater);
                        set_plain!(dst, Value::bool(holds));
                    }
                    Instr::GreaterEqual { dst, a, b } => {
                        let holds = compare!(a, b, >=, ops::greater_equal);
                        set_plain!(dst, Value::bool(holds));
                    }
                    Instr::Equal { dst, a, b } | Instr::CaseEqual { dst, a, b } => {
                        let equal = equals!(a, b);
                        set_plain!(dst, Value::bool(equal));
                    }
                    Instr::NotEqual { dst, a, b } => {
                        let equal = equals!(a, b);
                        set_plain!(dst, Value::bool(!equal));
                    }
                    Instr::In { dst, a, b } => operate!(dst, a, b, ops::contains),
                    Instr::Matches { dst, a, b } => operate!(dst, a, b, ops::matches),
                    Instr::NotMatches { dst, a, b } => operate!(dst, a, b, Vm::not_matches),
                    Instr::Is { dst, a, b } => operate!(dst, a, b, Vm::is_of),
                    Instr::Negate { dst, a } => {
                        save!();
                        let a = reg!(a).clone();
                        set!(dst, ops::neg(self, &a)?);
                    }
                    Instr::Plus { dst, a } => {
                        save!();
                        let a = reg!(a).clone();
                        set!(dst, ops::plus(self, &a)?);
                    }
                    Instr::Not { dst, a } => {
                        let holds = truth!(a);
                        set_plain!(dst, Value::bool(!holds));
                    }
                    Instr::Display { reg: r } => {
                        if matches!(&reg!(r), Value::Seq(_)) {
                            save!();
                            self.display_register(base + r as usize)?;
                        }
                    }
                    Instr::Concat { dst, start, template } => {
                        let template = &function.consts[template as usize];
                        self.concatenate(template, base + start as usize, base + dst as usize);
                    }

                    Instr::Call { dst, base: receiver, site }
                    | Instr::CallStatic { dst, base: receiver, site } => {
                        save!();
                        let (at, result) = (base + receiver as usize, base + dst as usize);
                        if !self.enter_direct(&function.calls[site as usize], at, result) {
                            self.call_site(function, site as usize, at, result)?;
                        }
                        continue 'frames;
                    }
                    Instr::Receives { base: receiver, site } => {
                        save!();
                        self.check_receiver(function, site as usize, base + receiver as usize)?;
                    }
                    Instr::CallBuiltin { dst, base: start, site } => {
                        save!();
                        let linked = &function.builtins[site as usize];
                        let count = function.code.builtins[site as usize].count as usize;
                        let (at, result) = (base + start as usize, base + dst as usize);
                        self.call_builtin(linked, at, count, result)?;
                    }
                    Instr::CallClosure { dst, base: start, site } => {
                        save!();
                        let site = &function.code.calls[site as usize];
                        set!(dst, self.call_with_names(site, base + start as usize)?);
                    }
                    Instr::New { dst, base: start, site } => {
                        save!();
                        let at = base + start as usize;
                        set!(dst, self.new_at(function, site as usize, at)?);
                    }
                    Instr::Closure { dst, lambda } => {
                        let closure = self.make_closure(&function.lambdas[lambda as usize], base);
                        set!(dst, closure);
                    }
                    Instr::TraceEntered { arguments } => {
                        let given = &self.stack[base + 1..=base + arguments as usize];
                        self.trace_entered(&function.code, given);
                    }
                    Instr::TraceLeft { src } => self.trace_left(&function.code, &reg!(src)),
                    Instr::Return { src } => {
                        save!();
                        if let Some(returns) = function.returns.get()
                            && !returns.quick.accepts_unchanged(&reg!(src))
                        {
                            self.check_returned(base + src as usize)?;
                        }
                        match &mut reg!(src) {
                            Value::Int(n) => {
                                let n = *n;
                                finish!(Value::Int(n));
                            }
                            Value::Bool(b) => {
                                let b = *b;
                                finish!(Value::Bool(b));
                            }
                            other => {
                                let value = std::mem::take(other);
                                finish!(value);
                            }
                        }
                        continue 'frames;
                    }
                    Instr::Leave { src, kind } => {
                        let value = std::mem::take(&mut reg!(src));
                        let value = Self::left(kind, value);
                        self.leave();
                        debug_assert_eq!(self.frames.len(), floor, "a branch is run by itself");
                        return Ok(value);
                    }

                    Instr::Member { dst, target, site } => {
                        let found = match &reg!(target) {
                            Value::Object(object) => function.members[site as usize].read(object),
                            Value::Dict(dict) => function.members[site as usize].look_up(dict),
                            _ => None,
                        };
                        match found {
                            Some(Value::Int(n)) => set_int!(dst, n),
                            Some(value) => set!(dst, value),
                            None => {
                                save!();
                                let at = base + target as usize;
                                set!(dst, self.member(function, site as usize, at)?);
                            }
                        }
                    }
                    Instr::Index { dst, target, index } => {
                        let found = match (&reg!(target), &reg!(index)) {
                            (Value::List(list), Value::Int(i)) => {
                                usize::try_from(*i).ok().and_then(|i| list.get(i))
                            }
                            (Value::Dict(dict), key) => dict.get(key),
                            _ => None,
                        };
                        match found {
                            Some(found) => copy!(dst, found),
                            None => {
                                save!();
                                let (a, b) = (reg!(target).clone(), reg!(index).clone());
                                set!(dst, self.index_slow(&a, &b)?);
                            }
                        }
                    }
                    Instr::IndexInt { dst, target, index } => {
                        let found = match &reg!(target) {
                            Value::List(list) => {
                                usize::try_from(index).ok().and_then(|i| list.get(i))
                            }
                            _ => None,
                        };
                        match found {
                            Some(found) => copy!(dst, found),
                            None => {
                                save!();
                                let a = reg!(target).clone();
                                let index = Value::Int(i64::from(index));
                                set!(dst, self.index_slow(&a, &index)?);
                            }
                        }
                    }
                    Instr::IndexOr { dst, target, args } => {
                        save!();
                        set!(dst, self.index_or(base, target, args)?);
                    }
                    Instr::StoreIndex { target, index, src } => {
                        let at = match &reg!(index) {
                            Value::Int(at) => usize::try_from(*at).unwrap_or(usize::MAX),
                            _ => usize::MAX,
                        };
                        match &reg!(src) {
                            Value::Int(n) => {
                                let n = *n;
                                store!(target, index, at, Value::Int(n));
                            }
                            Value::Bool(b) => {
                                let b = *b;
                                store!(target, index, at, Value::Bool(b));
                            }
                            other => {
                                let value = other.clone();
                                store!(target, index, at, value);
                            }
                        }
                    }
                    Instr::StoreMember { target, site, src } => {
                        let value = reg!(src).copied();
                        let slot = match &reg!(target) {
                            Value::Object(object) => {
                                function.members[site as usize].writable(object, &value)
                            }
                            _ => None,
                        };
                        match (&reg!(target), slot) {
                            (Value::Object(object), Some(slot)) => object.set_slot(slot, value),
                            _ => {
                                save!();
                                let at = base + target as usize;
                                self.store_member(function, site as usize, at, value)?;
                            }
                        }
                    }
                    Instr::PathIndex { dst, target, index } => {
                        save!();
                        set!(dst, self.path_index(base, target, index)?);
                    }
                    Instr::PathMember { dst, target, site } => {
                        save!();
                        let at = base + target as usize;
                        set!(dst, self.path_member(function, site as usize, at)?);
                    }
                    Instr::List { dst, start, count } => {
                        let start = base + start as usize;
                        let items = self.build_list(start, count as usize);
                        set_plain!(dst, Value::List(items));
                    }
                    Instr::Dict { dst, start, count } => {
                        save!();
                        set!(dst, self.build_dict(base + start as usize, count as usize)?);
                    }
                    Instr::Shaped { dst, start, shape } => {
                        let shape = &function.consts[shape as usize];
                        let dict = self.shaped_dict(shape, base + start as usize);
                        set_plain!(dst, Value::Dict(dict));
                    }
                    Instr::Rule { dst, start } => {
                        let pair = self.take_range(base + start as usize, 2);
                        set!(dst, Self::rule(pair));
                    }

                    Instr::Freeze { reg: r } => {
                        if self.lazy {
                            save!();
                            self.freeze_register(base + r as usize)?;
                        }
                    }
                    Instr::Exhaust { reg: r } => {
                        save!();
                        self.exhaust_register(base + r as usize)?;
                    }
                    Instr::Iterate { iter } => {
                        save!();
                        self.begin_iteration(base + iter as usize)?;
                    }
                    Instr::Next { iter, dst, offset } => {
                        let at = base + iter as usize;
                        match self.next_item(at) {
                            Some(Value::Int(n)) => set_int!(dst, n),
                            Some(item) => set!(dst, item),
                            None => skip!(offset),
                        }
                    }
                    Instr::Count { reg: r } => {
                        save!();
                        self.check_count(base + r as usize)?;
                    }
                    Instr::CountDown { reg: r, target } => match &mut reg!(r) {
                        Value::Int(left) if *left > 0 => *left -= 1,
                        _ => jump!(target),
                    },

                    Instr::NewCell { dst } => {
                        let value = std::mem::take(&mut reg!(dst));
                        set!(dst, Self::cell(value));
                    }
                    Instr::LoadCell { dst, cell } => {
                        set!(dst, Self::load_cell(&reg!(cell)));
                    }
                    Instr::StoreCell { cell, src } => {
                        let value = reg!(src).clone();
                        Self::store_cell(&reg!(cell), value);
                    }
                    Instr::ContextVar { dst, context, name } => {
                        save!();
                        self.context_variable(function, base, dst, context, name)?;
                    }

                    Instr::Parallel { dst, start, count } => {
                        save!();
                        self.parallel(base, dst, start, count)?;
                    }
                    Instr::ParallelFor { dst, start } => {
                        save!();
                        self.parallel_for(base, dst, start)?;
                    }
                    Instr::Throw { start } => {
                        save!();
                        return Err(self.thrown(base + start as usize));
                    }
                    Instr::Rethrow { exception } => {
                        save!();
                        return Err(Self::caught(&reg!(exception)));
                    }
                    Instr::CatchJump { exception, name, offset } => {
                        save!();
                        let takes = self.catches(base, exception, name)?;
                        unless!(takes, offset);
                    }
                    Instr::Fail { fault } => {
                        save!();
                        return Err(Self::put_off(&function.consts[fault as usize]));
                    }
                }
            }
        }
    }
}

/// Registers are 16 bits wide; the stack is addressed by `usize`.
const _: () = assert!(std::mem::size_of::<Reg>() == 2);
