//! murano
